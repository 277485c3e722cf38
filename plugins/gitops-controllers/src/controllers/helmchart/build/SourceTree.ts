import { ArchiveImage } from '../../../artifacts/image/ArchiveImage';
import { ARCHIVE_ROOT } from '../../../artifacts/image/makeImage';
import { MAX_UNPACKED_BYTES } from './limits';
import type { ChartLimits } from './limits';

/**
 * The files of a source's archive. Paths are taken as relative to its root,
 * which no `..` leaves; archives hold no links.
 */
export class SourceTree {
  readonly #image: ArchiveImage;

  constructor(archive: SharedArrayBuffer) {
    this.#image = new ArchiveImage(archive);
  }

  /** The absolute path that a path in the source stands for. */
  resolve(path: string): string {
    const parts: string[] = [];
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return [ARCHIVE_ROOT, ...parts].join('/');
  }

  /** A path as messages show it: from the root of the source. */
  shown(path: string): string {
    return this.resolve(path).slice(ARCHIVE_ROOT.length) || '/';
  }

  kindOf(path: string): 'file' | 'dir' | undefined {
    return this.#image.kindOf(this.resolve(path));
  }

  /** Undefined when there is no such file. */
  read(path: string): Uint8Array | undefined {
    return this.#image.readFile(this.resolve(path));
  }

  /** @throws Error - there is no such file, in the words of Go */
  mustRead(path: string): Uint8Array {
    const content = this.read(path);
    if (content) return content;
    throw new Error(`open ${this.resolve(path)}: no such file or directory`);
  }

  /**
   * All files below a directory, by their path relative to it.
   * @throws Error - together they are larger than a chart may be
   */
  readDirectory(path: string): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>();
    const root = this.resolve(path);
    const pending = [''];
    let left = MAX_UNPACKED_BYTES;
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const name of this.#image.readDir(`${root}${next && `/${next}`}`)) {
        const inside = next ? `${next}/${name}` : name;
        const content = this.#image.readFile(`${root}/${inside}`);
        if (content) files.set(inside, content);
        else pending.push(inside);
        left -= content?.length ?? 0;
        if (left < 0) throw tooLarge(MAX_UNPACKED_BYTES);
      }
    }
    return files;
  }
}

function tooLarge(maxBytes: number): Error {
  return new Error(`the files of the chart exceed ${maxBytes} bytes`);
}

/** @throws Error - a packed chart that is too large */
export function requireChartSize(
  archive: Uint8Array,
  name: string,
  { maxChartBytes }: ChartLimits,
): void {
  if (archive.length > maxChartBytes) {
    throw new Error(
      `size of chart '${name}' exceeds '${maxChartBytes}' bytes limit`,
    );
  }
}
