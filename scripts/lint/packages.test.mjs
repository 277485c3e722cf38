/** What package.json of each published package has besides what Backstage asks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ROOT } from '../bootstrap.mjs';
import { publishedPackages } from '../check-packages/pack.mjs';

for (const [name, folder] of Object.entries(publishedPackages())) {
  test(`${name} is packed with the licence`, () => {
    const path = join(ROOT, folder, 'package.json');
    const { scripts } = JSON.parse(readFileSync(path, 'utf8'));
    assert.match(scripts.prepack, /^cp \.\.\/\.\.\/LICENSE \. && /);
  });
}
