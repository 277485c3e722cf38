import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files below a folder by path relative to it, as `loadChart` takes them. */
export function filesOf(root, below = '', files = new Map()) {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      filesOf(root, path, files);
    } else if (entry.isFile()) {
      files.set(path, new Uint8Array(readFileSync(join(root, path))));
    }
  }
  return files;
}
