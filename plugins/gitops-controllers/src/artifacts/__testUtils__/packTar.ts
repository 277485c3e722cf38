import { tarEnd, tarPadding } from '@backstage-gitops/tar';

/** An entry of a tar archive that a test packs. */
export interface PackedEntry {
  readonly name: string;
  /** Default `file`. */
  readonly type?: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly content?: string | Uint8Array;
  /** Default 0600. */
  readonly mode?: number;
  readonly linkName?: string;
}

const FLAGS = { file: '0', hardlink: '1', symlink: '2', directory: '5' };

function headerOf(entry: PackedEntry, sizeBytes: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, width: number) =>
    `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(entry.name, 0);
  block.write(octal(entry.mode ?? 0o600, 8), 100);
  block.write(octal(sizeBytes, 12), 124);
  block.write(' '.repeat(8), 148);
  block.write(FLAGS[entry.type ?? 'file'], 156);
  block.write(entry.linkName ?? '', 157);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)} `, 148);
  return block;
}

/** An uncompressed ustar archive, also of entries that are not ours to write. */
export function packTar(entries: readonly PackedEntry[]): Buffer {
  const blocks = entries.flatMap(entry => {
    const content = Buffer.from(entry.content ?? '');
    return [
      headerOf(entry, content.length),
      content,
      tarPadding(content.length),
    ];
  });
  return Buffer.concat([...blocks, tarEnd()]);
}
