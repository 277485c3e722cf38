import { gunzipSync } from 'zlib';
import type { ApiObject } from '../Api';
import { expectEqual } from '../expect';

/** One entry of an archive; `mode` without leading zeros. */
interface Entry {
  readonly name: string;
  readonly mode: string;
  readonly type: string;
  readonly content: string;
}

/** Entries of an archive, in its order. */
export function entriesOf(tar: Buffer): Entry[] {
  const entries: Entry[] = [];
  const text = (at: number, length: number) =>
    tar.toString('latin1', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    entries.push({
      name: text(at, 100),
      mode: text(at + 100, 8).replace(/^0+/, ''),
      type: text(at + 156, 1),
      content: tar.toString('utf8', at + 512, at + 512 + size),
    });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}

/** The bytes that the URL of its artifact gives. */
export async function download(object: ApiObject): Promise<Buffer> {
  const answer = await fetch(object.status.artifact.url);
  expectEqual(answer.status, 200, 'status of the artifact server');
  return Buffer.from(await answer.arrayBuffer());
}

/** Names in the archive of its artifact, in order. */
export async function contentOf(object: ApiObject): Promise<string[]> {
  const tar = gunzipSync(await download(object));
  return entriesOf(tar).map(({ name }) => name);
}

/** Conditions of a source that is ready with a revision. */
export const stored = (revision: string) => {
  const message = `stored artifact for revision '${revision}'`;
  return [
    ['Ready', 'True', 'Succeeded', message],
    ['ArtifactInStorage', 'True', 'Succeeded', message],
  ];
};
