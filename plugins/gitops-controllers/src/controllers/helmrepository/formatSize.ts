const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/**
 * A number of bytes in four digits: `1.165kB`.
 * @see github.com/docker/go-units, HumanSize
 */
export function formatSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${Number(size.toPrecision(4))}${UNITS[unit]}`;
}
