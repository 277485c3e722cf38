/* eslint-disable no-console */
/**
 * Compares this package with the Go libraries on random documents.
 *
 *   go build -C test/oracle/go-yaml -o /tmp/go-yaml-oracle .
 *   node packages/go-yaml/scripts/differential.mjs /tmp/go-yaml-oracle [count] [seed] [op,op…]
 *
 * Prints every difference with the shortest document that shows it, and
 * exits 1 if there is one.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const [oracle, count = '1000', seed = '1', ops = 'roundtrip,wide,sigs,strict'] =
  process.argv.slice(2);

async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'go-yaml-'));
  const outfile = join(folder, 'bundle.mjs');
  await build({
    entryPoints: [join(here, '../src/testing/index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
  });
  const module = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return module;
}

class Oracle {
  constructor(command) {
    this.process = spawn(command, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on('line', line =>
      this.waiting.shift()(JSON.parse(line)),
    );
  }

  ask(op, text) {
    return new Promise(resolve => {
      this.waiting.push(resolve);
      this.process.stdin.write(`${JSON.stringify({ op, text })}\n`);
    });
  }

  close() {
    this.process.stdin.end();
  }
}

const { YamlGenerator, Random, answer } = await load();
const judge = new Oracle(oracle);

/** Go prints the values of such errors with its own types and in random order. */
function plain(error = '') {
  return error
    .replace('runtime error: hash of unhashable type', 'invalid map key')
    .replace(
      /((?:unsupported|invalid) map key|hash of unhashable type)[^]*/,
      '$1',
    );
}

async function differs(op, text) {
  if (!text.isWellFormed()) return undefined;
  const theirs = await judge.ask(op, text);
  const ours = answer(op, text);
  if (theirs.err?.startsWith('panic')) {
    return undefined;
  }
  return theirs.out === ours.out && plain(theirs.err) === plain(ours.err)
    ? undefined
    : { theirs, ours };
}

/** Removes ever smaller pieces while the difference stays. */
async function shrink(op, text, wantsError) {
  let best = text;
  for (let size = Math.ceil(best.length / 2); size >= 1; ) {
    let removed = false;
    for (let at = 0; at < best.length; ) {
      const candidate = best.slice(0, at) + best.slice(at + size);
      const found = await differs(op, candidate);
      if (found && !!found.theirs.err === wantsError) {
        best = candidate;
        removed = true;
      } else {
        at += size;
      }
    }
    if (!removed || size > 1) size = size === 1 ? 0 : Math.floor(size / 2);
  }
  return best;
}

let failures = 0;
const seen = new Set();
for (let i = 0; i < Number(count) && failures < 12; i++) {
  const text = new YamlGenerator(new Random(Number(seed) * 1000003 + i)).text();
  for (const op of ops.split(',')) {
    const found = await differs(op, text);
    if (!found) continue;
    const small = await shrink(op, text, !!found.theirs.err);
    const difference = await differs(op, small);
    if (!difference) continue;
    const key = JSON.stringify(small);
    if (seen.has(key)) continue;
    seen.add(key);
    failures++;
    console.log(`--- ${op} #${i}: ${key}`);
    console.log('  Go: ', JSON.stringify(difference.theirs));
    console.log('  own:', JSON.stringify(difference.ours));
  }
}
judge.close();
console.log(`${count} documents, ${failures} differences`);
process.exitCode = failures ? 1 : 0;
