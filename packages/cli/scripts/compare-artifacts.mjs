// Pushes, pulls, tags, lists and compares artifacts of random trees with the
// real flux CLI and with `gitops`, each reading what the other wrote:
//
//   node packages/cli/scripts/compare-artifacts.mjs [--count 100] [--seed 1]
//
// It needs docker-registry and flux on the PATH, or GITOPS_FLUX with the path
// of flux. Manifests and layers are compared byte for byte, what is unpacked by
// content and mode, exit codes, and the text of lists. The exit code is 1 when
// anything differs.
import { lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '@backstage-gitops/random';
import {
  fluxRunner,
  gitopsRunner,
  startDockerRegistry,
} from './artifacts/programs.mjs';
import { RandomTree } from './artifacts/randomTree.mjs';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
const say = line => process.stdout.write(`${line}\n`);

const ANNOTATIONS = [
  ...['a=b', 'org.opencontainers.image.licenses=Apache-2.0', 'z=', '10=ten'],
  ...['html=<a href>&amp;', 'umlaut=ä\u2028', 'B=upper', 'b=lower', '=empty'],
  ...['org.opencontainers.image.source=other', 'quote="\\\t'],
];
const FILTERS = [
  ...[[], ['--filter-semver', '>=1.0.0 <2.0.0'], ['--filter-regex', '^v\\d+$']],
  ...[
    ['--filter-semver', '*'],
    ['--filter-regex', '(?i)A|B'],
  ],
];
const VERSIONS = [
  '1.0.0',
  'v1.2.3',
  '2.0.0-rc.1',
  '01.0.0',
  '1.0',
  '1.0.x',
  '1.2.3.4',
  'sha.sig',
];

const random = new Random(options.seed);
const registry = await startDockerRegistry();
const flux = fluxRunner(process.env.GITOPS_FLUX || 'flux', process.cwd());
const gitops = await gitopsRunner(process.cwd());
let failures = 0;
const tally = new Map();

function check(what, isEqual, details) {
  tally.set(what, (tally.get(what) ?? 0) + 1);
  if (isEqual) return;
  failures += 1;
  say(`DIFFERENT: ${what}: ${details()}`);
}

async function manifest(name, tag) {
  const answer = await fetch(
    `http://${registry.host}/v2/${name}/manifests/${tag}`,
    { headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } },
  );
  return answer.ok ? answer.text() : undefined;
}

/** Path, type, mode and content of what is below a directory. */
function listTree(root) {
  // Names are bytes; latin1 keeps them.
  const walk = directory =>
    readdirSync(directory, { encoding: 'buffer' })
      .sort(Buffer.compare)
      .flatMap(name => {
        const full = Buffer.concat([directory, Buffer.from('/'), name]);
        const stat = lstatSync(full);
        const own = `${full
          .subarray(root.length)
          .toString('latin1')} ${stat.mode.toString(8)}`;
        return stat.isDirectory()
          ? [own, ...walk(full)]
          : [`${own} ${stat.mtimeMs} ${readFileSync(full).toString('base64')}`];
      });
  return walk(Buffer.from(root));
}

async function both(words, differently = {}) {
  const theirs = await flux(words(differently.flux ?? 'flux'));
  const ours = await gitops(words(differently.gitops ?? 'gitops'));
  return { theirs, ours };
}

const url = (name, tag) =>
  `oci://${registry.host}/${name}${tag ? `:${tag}` : ''}`;

async function pushBoth(tree, tag) {
  const { chance, some, pick } = random;
  const file = chance(0.1) ? tree.file() : undefined;
  const path = file ?? tree.root;
  const content = [
    ...tree.ignorePaths(),
    ...(chance(0.25) ? ['--resolve-symlinks'] : []),
  ];
  const metadata = [
    ...['--source', pick(['https://git/x?a=1&b=2', 's'])],
    ...['--revision', pick(['main@sha1:0123', 'v1.0.0'])],
    ...(chance(0.7)
      ? ['--reproducible']
      : ['-a', 'org.opencontainers.image.created=2024-02-29T12:00:00+02:00']),
    ...some(ANNOTATIONS, 0, 4).flatMap(text => ['-a', text]),
  ];
  const { theirs, ours } = await both(name => [
    ...['push', 'artifact', url(name, tag), '-f', path, '-o', 'json'],
    ...[...content, ...metadata],
  ]);
  const describe = () =>
    JSON.stringify({ path, content, metadata, theirs, ours });
  check('exit code of push', theirs.code === ours.code, describe);
  const [a, b] = [await manifest('flux', tag), await manifest('gitops', tag)];
  check('manifest', a === b, () => `${describe()}\n${a}\n${b}`);
  check(
    'output of push',
    theirs.stdout ===
      ours.stdout
        .replaceAll('/gitops@', '/flux@')
        .replaceAll('/gitops"', '/flux"'),
    describe,
  );
  return theirs.code === 0 && ours.code === 0 ? { path, content } : undefined;
}

async function pullBoth(tree, tag) {
  const [theirs, ours] = ['pulled by flux', 'pulled by gitops'].map(name =>
    join(tree.work, name),
  );
  mkdirSync(theirs);
  mkdirSync(ours);
  const results = {
    theirs: await flux(['pull', 'artifact', url('gitops', tag), '-o', theirs]),
    ours: await gitops(['pull', 'artifact', url('flux', tag), '-o', ours]),
  };
  const describe = () => JSON.stringify(results);
  check(
    'exit code of pull',
    results.theirs.code === results.ours.code,
    describe,
  );
  if (results.theirs.code !== 0) return;
  const [a, b] = [listTree(theirs), listTree(ours)];
  check('what is unpacked', a.join('\n') === b.join('\n'), () => {
    const only = (x, y) => x.filter(line => !y.includes(line)).slice(0, 5);
    return JSON.stringify({ flux: only(a, b), gitops: only(b, a) }).slice(
      0,
      2000,
    );
  });
}

async function diffBoth({ path, content }, tag, what) {
  if (content.includes('--resolve-symlinks')) return; // flux diff has no such flag
  const { theirs, ours } = await both(
    name => ['diff', 'artifact', url(name, tag), '--path', path, ...content],
    { flux: 'gitops', gitops: 'flux' },
  );
  const describe = () => JSON.stringify({ theirs, ours, path, content });
  check(`exit code of diff, ${what}`, theirs.code === ours.code, describe);
  const expected = what === 'unchanged' ? theirs.code === 0 : true;
  check(`diff says the same, ${what}`, expected, describe);
}

async function tagBoth(tag) {
  const more = random.pick(VERSIONS);
  const { theirs, ours } = await both(
    name => ['tag', 'artifact', url(name, tag), '--tag', more],
    { flux: 'gitops', gitops: 'flux' },
  );
  check('exit code of tag', theirs.code === ours.code, () =>
    JSON.stringify({ theirs, ours }),
  );
}

async function listBoth() {
  for (const name of ['flux', 'gitops']) {
    for (const filter of FILTERS) {
      const { theirs, ours } = await both(() => [
        ...['list', 'artifacts', url(name), ...filter],
      ]);
      check(
        'list',
        theirs.stdout === ours.stdout && theirs.code === ours.code,
        () => JSON.stringify({ filter, theirs, ours }),
      );
    }
  }
}

try {
  for (let index = 0; index < Number(options.count); index++) {
    const tree = new RandomTree(random);
    try {
      const tag = `v${index}`;
      const pushed = await pushBoth(tree, tag);
      if (pushed) {
        await pullBoth(tree, tag);
        await diffBoth(pushed, tag, 'unchanged');
        tree.change();
        await diffBoth(pushed, tag, 'changed');
        if (random.chance(0.3)) await tagBoth(tag);
      }
      if (index % 20 === 19) await listBoth();
    } finally {
      tree.remove();
    }
  }
  await listBoth();
} finally {
  await registry.stop();
}
for (const [what, count] of tally) say(`${count} × ${what}`);
process.exitCode = failures > 0 ? 1 : 0;
