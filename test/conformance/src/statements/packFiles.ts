import { encodeHeader, tarEnd, tarPadding } from '@backstage-gitops/tar';
import { gzipSync } from 'zlib';

/** A tar.gz of files by their path, all with one mode. */
export function packFiles(
  files: Readonly<Record<string, string>>,
  mode: number,
): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const size = content.length;
    return [
      encodeHeader({ name, isDirectory: false, mode, size }),
      content,
      tarPadding(size),
    ];
  });
  return gzipSync(Buffer.concat([...blocks, tarEnd()]));
}
