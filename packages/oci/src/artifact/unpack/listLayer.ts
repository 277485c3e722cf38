import { createHash } from 'crypto';
import type { Hash } from 'crypto';
import { readLayer } from './readLayer';
import type { LayerLimits } from './readLayer';

/**
 * What is in a layer: by path a text that is equal for equal entries.
 * @throws as {@link readLayer}
 */
export async function listLayer(
  bytes: AsyncIterable<Uint8Array>,
  limits: LayerLimits,
): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  let current: { readonly key: string; readonly start: string } | undefined;
  let hash: Hash = createHash('sha256');
  const finish = () => {
    if (current) {
      entries.set(current.key, `${current.start} ${hash.digest('hex')}`);
    }
    current = undefined;
  };
  await readLayer(bytes, limits, part => {
    if (part.kind === 'data') {
      hash.update(part.data);
      return;
    }
    finish();
    const { name, type, mode, linkName } = part.entry;
    hash = createHash('sha256');
    const key = pathOf(name);
    current = { key, start: `${type} ${mode.toString(8)} ${linkName}` };
  });
  finish();
  return entries;
}

/** A path as all programs write it: `a/b` also for `./a/b/`. */
function pathOf(name: string): string {
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  return parts.join('/') || '.';
}
