import { convertIndex as convert } from '@backstage-gitops/helm';
import { closeSync, ftruncateSync, openSync, writeSync } from 'fs';
import { readFile } from 'fs/promises';

/** A conversion of an index. Plain data, for a worker. */
interface ConvertIndexRequest {
  /** index.yaml as downloaded. */
  readonly file: string;
  /** Where its JSON form goes. */
  readonly target: string;
}

/** Where the next piece goes. */
interface Output {
  readonly descriptor: number;
  offset: number;
}

/** Writes all of a text, also where the system takes a part at a time. */
function writeAll(output: Output, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    const left = bytes.length - at;
    const position = output.offset;
    const written = writeSync(output.descriptor, bytes, at, left, position);
    at += written;
    output.offset += written;
  }
}

/**
 * Reads an index.yaml as Helm does and writes its sorted JSON form.
 * @throws HelmError - INDEX: Helm refuses it
 */
export async function convertIndex({
  file,
  target,
}: ConvertIndexRequest): Promise<void> {
  const bytes = await readFile(file);
  const output = { descriptor: openSync(target, 'w', 0o600), offset: 0 };
  const restart = () => {
    ftruncateSync(output.descriptor);
    output.offset = 0;
  };
  try {
    convert(bytes, piece => writeAll(output, piece), restart);
  } finally {
    closeSync(output.descriptor);
  }
}
