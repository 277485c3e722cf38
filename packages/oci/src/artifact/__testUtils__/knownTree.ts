import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';

/**
 * Makes a tree whose artifacts are known: digests in tests are what flux 2.9.4
 * gave for it.
 */
export function makeKnownTree(root: string): void {
  for (const directory of ['', 'apps', 'apps/web', 'empty', '.git', 'links']) {
    mkdirSync(join(root, directory), { recursive: true });
    chmodSync(join(root, directory), 0o755);
  }
  const write = (path: string, content: string, mode = 0o644) => {
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), mode);
  };
  write('apps/web/config.yaml', 'kind: ConfigMap\n');
  write('apps/run.sh', '#!/bin/sh\n', 0o755);
  write('.git/HEAD', 'x');
  write('größe.yaml', 'grün');
  write('logo.png', 'picture');
  write('empty.yaml', '', 0o664);
  write('big.txt', 'line of text\n'.repeat(10_000));
  symlinkSync('../apps', join(root, 'links/to-apps'));
  symlinkSync('../empty.yaml', join(root, 'links/file'));
}
