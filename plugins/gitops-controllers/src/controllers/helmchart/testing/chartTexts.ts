import { loadChart, packageChart } from '@backstage-gitops/helm';

/** Files by their path. */
export type Texts = Readonly<Record<string, string>>;

/** Files of a chart by their path, a Chart.yaml included. */
export function chartTexts(name: string, version: string, more: Texts = {}) {
  return {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    'values.yaml': 'replicas: 1\n',
    'templates/a.yaml': 'kind: A\n',
    ...more,
  };
}

/** A packed chart. */
export function packedChart(texts: Texts): Uint8Array {
  const encoder = new TextEncoder();
  return packageChart(
    loadChart(
      new Map(
        Object.entries(texts).map(([path, text]) => [
          path,
          encoder.encode(text),
        ]),
      ),
    ),
  );
}

/** Below a folder. */
export function below(folder: string, texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [`${folder}/${path}`, text]),
  );
}
