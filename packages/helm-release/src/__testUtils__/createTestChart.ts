import { loadChart, type Chart } from '@backstage-gitops/helm';

/**
 * A chart of these files, e.g. `{ 'templates/a.yaml': '…' }`; Chart.yaml is
 * made up where it is not among them.
 */
export function createTestChart(
  files: Readonly<Record<string, string>>,
): Chart {
  const all = {
    'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    ...files,
  };
  return loadChart(
    new Map(
      Object.entries(all).map(([path, text]) => [
        path,
        new TextEncoder().encode(text),
      ]),
    ),
  );
}

/** Text of a ConfigMap with one key. */
export function configMap(name: string, value: string, more = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  key: "${value}"\n`;
}
