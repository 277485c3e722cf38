import { gzip } from 'pako';

const encoder = new TextEncoder();

/** Files of a chart by path, from texts. */
export function chartFiles(
  texts: Readonly<Record<string, string>>,
): Map<string, Uint8Array> {
  return new Map(
    Object.entries({
      'Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n',
      ...texts,
    }).map(([path, text]) => [path, encoder.encode(text)]),
  );
}

/** An entry of a tar archive that a test makes. */
export interface TarInput {
  readonly name: string;
  readonly text?: string;
  /** tar's type flag; default `0`, a file. */
  readonly type?: string;
  /** Size that the header claims; default: that of the text. */
  readonly claimedBytes?: number;
}

/** A gzipped tar archive, written byte by byte so that tests can make broken ones. */
export function tarGz(entries: readonly TarInput[]): Uint8Array {
  return gzip(tar(entries));
}

function tar(entries: readonly TarInput[]): Uint8Array {
  const blocks = entries.flatMap(entry => {
    const data = encoder.encode(entry.text ?? '');
    const padded = new Uint8Array(Math.ceil(data.length / 512) * 512);
    padded.set(data);
    return [header(entry, data.length), padded];
  });
  blocks.push(new Uint8Array(1024));
  const whole = new Uint8Array(
    blocks.reduce((size, block) => size + block.length, 0),
  );
  let offset = 0;
  for (const block of blocks) {
    whole.set(block, offset);
    offset += block.length;
  }
  return whole;
}

function header(entry: TarInput, length: number): Uint8Array {
  const block = new Uint8Array(512);
  const put = (text: string, at: number) => block.set(encoder.encode(text), at);
  const size = entry.claimedBytes ?? length;
  put(entry.name, 0);
  put('0000644\0', 100);
  put(`${size.toString(8).padStart(11, '0')}\0`, 124);
  put(entry.type ?? '0', 156);
  put('ustar\u000000', 257);
  put(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
