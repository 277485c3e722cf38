import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Directories of a test file, removed after its last test. */
export class ScratchDirectory {
  private readonly root = mkdtempSync(join(tmpdir(), 'gitops-oci-'));
  private count = 0;

  constructor() {
    afterAll(() => rmSync(this.root, { recursive: true, force: true }));
  }

  /** A path where nothing is. */
  path(name = 'file'): string {
    return join(this.root, `${this.count++}-${name}`);
  }

  /** An empty directory. */
  make(): string {
    const directory = this.path('directory');
    mkdirSync(directory);
    return directory;
  }
}
