/** What a chart renders anew each time: passwords, certificates, times. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadAllYaml } from '@kubernetes/client-node';
import { pathsOf } from './snapshot.mjs';

const MAX_BYTES = 256 * 1024 * 1024;

async function render(helm, chart, namespace, valuesFile) {
  const { stdout } = await promisify(execFile)(
    helm,
    ['template', chart.name, chart.file, '-n', namespace, '-f', valuesFile],
    { maxBuffer: MAX_BYTES },
  );
  return new Map(
    loadAllYaml(stdout)
      .filter(each => each?.kind)
      .map(each => [`${each.kind} ${each.metadata.name}`, each]),
  );
}

/**
 * Renders a chart twice with the real helm.
 * @returns whether a path of an object differs between the two
 */
export async function findRandom(helm, chart, namespace, valuesFile) {
  const [first, second] = [
    await render(helm, chart, namespace, valuesFile),
    await render(helm, chart, namespace, valuesFile),
  ];
  const random = new Set();
  for (const [key, object] of first) {
    for (const [path] of pathsOf(object, second.get(key))) {
      random.add(`${key} ${path}`);
    }
  }
  // stringData becomes data.
  return ({ kind, metadata }, path) =>
    [path, path.replace(/^\.data\./, '.stringData.')].some(each =>
      random.has(`${kind} ${metadata.name} ${each}`),
    );
}
