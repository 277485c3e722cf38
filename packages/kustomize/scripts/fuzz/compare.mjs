// Compares random builds with the real kustomize library, in one process each.
//
//   node packages/kustomize/scripts/fuzz/compare.mjs [--seed 1] [--count 1000] [--keep DIR]
//
// Needs Go (for the judge in test/oracle/kustomize). Both must give the same
// text, or both must fail. A difference is shrunk and written to DIR.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomBuild } from './overlays.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');
const cache = join(root, 'node_modules/.cache/kustomize-fuzz');

/** A process that answers one directory per line with one JSON object per line. */
export class Server {
  constructor(command, args) {
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on('line', line =>
      this.waiting.shift()(JSON.parse(line)),
    );
    this.process.on('exit', code => {
      for (const done of this.waiting.splice(0))
        done({ error: `exit ${code}`, crashed: true });
    });
  }

  build(line) {
    return new Promise(done => {
      this.waiting.push(done);
      this.process.stdin.write(`${line}\n`);
    });
  }

  close() {
    this.process.stdin.end();
  }
}

/** Builds both servers: ours bundled, the judge compiled. */
export function startServers() {
  mkdirSync(cache, { recursive: true });
  const ours = join(cache, 'server.cjs');
  const require = createRequire(import.meta.url);
  require('esbuild').buildSync({
    entryPoints: [join(here, 'server.ts')],
    bundle: true,
    platform: 'node',
    outfile: ours,
    logLevel: 'error',
  });
  const judge = join(cache, 'judge');
  execFileSync('go', ['build', '-o', judge, '.'], {
    cwd: join(root, 'test/oracle/kustomize'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    ours: new Server(process.execPath, [ours]),
    judge: new Server(judge, ['serve']),
  };
}

const work = mkdtempSync(join(tmpdir(), 'kustomize-fuzz-'));

async function differs(servers, files, top) {
  const directory = join(work, 'case');
  rmSync(directory, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const line = join(directory, top);
  const [a, b] = await Promise.all([
    servers.ours.build(line),
    servers.judge.build(line),
  ]);
  const same =
    a.error === undefined
      ? b.error === undefined && (a.yaml ?? '') === (b.yaml ?? '')
      : b.error !== undefined;
  return { isDifferent: !same || a.stack !== undefined, ours: a, judge: b };
}

/** Leaves out lines and files as long as the difference stays. */
async function shrink(servers, files, top) {
  let best = { ...files };
  for (let changed = true; changed; ) {
    changed = false;
    for (const path of Object.keys(best)) {
      const lines = best[path].split('\n');
      for (
        let size = Math.ceil(lines.length / 2);
        size >= 1;
        size = size === 1 ? 0 : Math.ceil(size / 2)
      ) {
        for (let start = 0; start < lines.length; ) {
          const shorter = [
            ...lines.slice(0, start),
            ...lines.slice(start + size),
          ];
          const candidate = { ...best, [path]: shorter.join('\n') };
          const result = await differs(servers, candidate, top);
          if (result.isDifferent && !result.judge.crashed) {
            best = candidate;
            lines.splice(start, size);
            changed = true;
          } else {
            start += size;
          }
        }
      }
    }
  }
  return best;
}

async function main() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '1000' },
      keep: { type: 'string' },
      stop: { type: 'string', default: '5' },
      'no-shrink': { type: 'boolean', default: false },
    },
  });
  const servers = startServers();
  const totals = { same: 0, bothFailed: 0, different: 0 };
  const first = Number(values.seed);
  for (let seed = first; seed < first + Number(values.count); seed++) {
    const { files, top } = randomBuild(seed);
    const result = await differs(servers, files, top);
    if (!result.isDifferent) {
      totals[result.judge.error === undefined ? 'same' : 'bothFailed'] += 1;
      continue;
    }
    totals.different += 1;
    const small = values['no-shrink']
      ? files
      : await shrink(servers, files, top);
    const final = await differs(servers, small, top);
    process.stdout.write(`\n=== seed ${seed}, build ${top}\n`);
    for (const [path, text] of Object.entries(small)) {
      if (text.trim() !== '') process.stdout.write(`--- ${path}\n${text}\n`);
    }
    process.stdout.write(
      `ours:\n${
        final.ours.stack ?? final.ours.error ?? final.ours.yaml
      }\njudge:\n${final.judge.error ?? final.judge.yaml}\n`,
    );
    if (totals.different >= Number(values.stop)) break;
  }
  process.stdout.write(`${JSON.stringify(totals)}\n`);
  servers.ours.close();
  servers.judge.close();
  rmSync(work, { recursive: true, force: true });
  process.exitCode = totals.different === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
