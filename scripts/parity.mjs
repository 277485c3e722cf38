#!/usr/bin/env node
/**
 * Writes docs/parity.md: which cases show that the controllers behave as Flux
 * does. A case belongs to the statements whose numbers its name begins with,
 * such as `KS-39 CM-22 a deletion that is refused …`.
 *
 *   node scripts/parity.mjs [--check]
 *
 * `--check` writes nothing and fails when the file is not up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { findCases } from './parity/findCases.mjs';
import { writePage } from './parity/writePage.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'docs/parity.md');

const text = prettier.format(writePage(findCases(root)), {
  ...prettier.resolveConfig.sync(file),
  parser: 'markdown',
});

function read() {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (read() !== text) {
  process.stderr.write(
    'docs/parity.md is not up to date: run node scripts/parity.mjs\n',
  );
  process.exitCode = 1;
}
