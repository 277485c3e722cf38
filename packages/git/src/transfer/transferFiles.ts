import { createReadStream } from 'fs';
import { join } from 'path';
import type { GitHttpResponse } from 'isomorphic-git';

/**
 * A transfer is what a server has answered to one fetch, kept as files: taken
 * from the network by the event loop, unpacked in a worker.
 */
export interface TransferFiles {
  /** Answer to `GET info/refs`. */
  readonly references: string;
  /** Answer to `POST git-upload-pack`, which carries the pack. */
  readonly pack: string;
}

/** Files of the transfer in a directory. */
export function transferFiles(directory: string): TransferFiles {
  return {
    references: join(directory, 'references'),
    pack: join(directory, 'pack'),
  };
}

/**
 * The stored list of references, with a HEAD at its end: isomorphic-git fails
 * after the fetch when a server names none, as for a HEAD that points to a
 * branch that does not exist.
 */
async function* withHead(
  file: string,
  hash: string,
): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file);
  const line = `${hash} HEAD\n`;
  yield Buffer.from((line.length + 4).toString(16).padStart(4, '0') + line);
}

/** Answers isomorphic-git with the stored list of references. */
export function storedReferences(
  { references }: TransferFiles,
  hash: string,
): Pick<GitHttpResponse, 'body'> {
  return { body: withHead(references, hash) };
}
