import { SopsError } from '../errors';
import { MasterKey, Metadata } from '../metadata';
import { combineParts } from '../shamir';
import { KeyService } from './keyService';

/** Keys of the machine itself come before those that need a network. */
const LOCAL_FIRST = ['age', 'pgp'];

interface Attempt {
  readonly key: MasterKey;
  readonly message: string;
}

type GroupResult =
  | { readonly part: Uint8Array }
  | { readonly attempts: readonly Attempt[] };

function order({ kind }: MasterKey): number {
  const index = LOCAL_FIRST.indexOf(kind);
  return index < 0 ? LOCAL_FIRST.length : index;
}

async function openGroup(
  group: readonly MasterKey[],
  services: readonly KeyService[],
): Promise<GroupResult> {
  const attempts: Attempt[] = [];
  for (const key of [...group].sort((a, b) => order(a) - order(b))) {
    const able = services.filter(({ kinds }) => kinds.includes(key.kind));
    if (able.length === 0) {
      attempts.push({ key, message: `no key of kind ${key.kind} is given` });
    }
    for (const service of able) {
      try {
        return { part: await service.decrypt(key) };
      } catch (error) {
        if (error instanceof SopsError) throw error;
        attempts.push({ key, message: (error as Error).message });
      }
    }
  }
  return { attempts };
}

function wrap(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

const indent = (text: string, by: string) =>
  text
    .split('\n')
    .map(line => by + line)
    .join('\n');

function reportAttempt({ key, message }: Attempt): string {
  const lines = indent(wrap(message, 60), '  | ').replace(/^ /, '-');
  return `${key.name}: FAILED\n${indent(lines, '  ')}`;
}

function reportGroup(result: GroupResult, index: number): string {
  if ('part' in result) return `Group ${index}: SUCCESS`;
  const attempts = result.attempts.map(reportAttempt).join('\n\n');
  return `Group ${index}: FAILED\n${indent(attempts, '  ')}`;
}

function report(results: readonly GroupResult[], threshold: number): string {
  const opened = results.filter(result => 'part' in result).length;
  const trailer =
    threshold === 0
      ? 'Recovery failed because no master key was able to decrypt the file. In order for SOPS to recover the file, at least one key has to be successful, but none were.'
      : `Recovery failed because the file was encrypted with a Shamir threshold of ${threshold}, but only ${opened} part(s) were successfully recovered, one for each successful key group. In order for SOPS to recover the file, at least ${threshold} groups have to be successful. In order for a group to be successful, decryption has to succeed with any of the keys in that key group.`;
  return [
    'Failed to get the data key required to decrypt the SOPS file.',
    ...results.map(reportGroup),
    wrap(trailer, 75),
  ].join('\n\n');
}

/**
 * Opens the data key with the first key of each group that works.
 * @throws SopsError - `NO_DATA_KEY`, with the report that sops prints;
 *   `BAD_KEY`, from a service
 */
export async function openDataKey(
  metadata: Metadata,
  services: readonly KeyService[],
): Promise<Uint8Array> {
  const results: GroupResult[] = [];
  for (const group of metadata.keyGroups) {
    results.push(await openGroup(group, services));
  }
  const parts = results.flatMap(result =>
    'part' in result ? [result.part] : [],
  );
  const isShared = metadata.keyGroups.length > 1;
  const needed = isShared ? metadata.shamirThreshold : 1;
  if (parts.length === 0 || parts.length < needed) {
    throw new SopsError(
      'NO_DATA_KEY',
      report(results, metadata.shamirThreshold),
      ['sops'],
    );
  }
  const dataKey = isShared ? combineParts(parts) : parts[0];
  if (dataKey.length !== 32) {
    throw new SopsError('BAD_METADATA', 'the data key has not 32 bytes', [
      'sops',
    ]);
  }
  return dataKey;
}
