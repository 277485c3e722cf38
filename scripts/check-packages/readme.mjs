import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bootstrap.mjs';

/**
 * The block of README.md whose first line is a comment with this text.
 * @returns its other lines
 * @throws Error - README.md has no such block
 */
export function readmeBlock(comment) {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```\w+\n(.*)\n([^]*?)^```$/gm)];
  const block = blocks.find(([, first]) => first.includes(comment));
  if (!block) {
    throw new Error(`README.md has no block that begins with: ${comment}`);
  }
  return block[2];
}

/** The import statements of a block. */
export const importsOf = block =>
  (block.match(/^import [^]*?;$/gm) ?? []).join('\n');

/** The first element of a block, without its closing semicolon. */
export function elementOf(block) {
  return block.slice(block.search(/^</m)).replace(/;\s*$/, '');
}
