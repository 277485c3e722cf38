import {
  RepositoryFixture,
  startGitServer,
  type GitServer,
} from '@backstage-gitops/git';
import { kubectlBinary } from '@backstage-gitops/oracle';
import { spawn } from 'child_process';
import { createServer, type Server } from 'http';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { command } from '../commands/kustomize';
import { runCommand, type Outcome } from '../testing/runCommand';

const repositories = new RepositoryFixture();
const scratch = mkdtempSync(join(tmpdir(), 'gitops-remote-bases-'));
let git: GitServer;
let web: Server;
let webUrl: string;
let firstCommit: string;

const map = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: ${value}\n`;

beforeAll(async () => {
  git = await startGitServer({ root: repositories.root });
  web = createServer((request, response) => {
    if (request.url === '/moved.yaml') {
      response.writeHead(302, { location: '/one.yaml' }).end();
    } else if (request.url === '/private.yaml') {
      const { authorization = '' } = request.headers;
      response.statusCode =
        authorization === 'Basic YW5uOnMzY3JldA==' ? 200 : 401;
      response.end(map('private', 'one'));
    } else if (request.url === '/one.yaml') {
      response.end(map('web', 'one'));
    } else if (!request.url?.startsWith('/slow/')) {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>(done => {
    web.listen(0, '127.0.0.1', done);
  });
  webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;

  repositories.create('lib');
  repositories.commit('lib', {
    'base/kustomization.yaml': 'resources: [map.yaml]\n',
    'base/map.yaml': map('lib', 'main'),
  });
  repositories.create('app');
  firstCommit = repositories.commit('app', {
    'kustomization.yaml': 'resources: [apps]\n',
    'apps/kustomization.yaml': 'resources: [map.yaml]\n',
    'apps/map.yaml': map('app', 'old'),
  });
  repositories.git('app', 'tag', '-a', 'v1', '-m', 'one');
  repositories.git('app', 'branch', 'release/1');
  repositories.commit('app', {
    'apps/map.yaml': map('app', 'new'),
    'both/kustomization.yaml': `resources:\n- ../apps\n- ${git.url}/lib.git//base\nnameSuffix: -both\n`,
    'outside/kustomization.yaml': 'resources: [../..]\n',
  });
  // Git takes submodules from this disk only when it is allowed to.
  repositories.git(
    'app',
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'add',
    join(repositories.root, 'lib.git'),
    'vendor',
  );
  repositories.git(
    'app',
    'config',
    '-f',
    '.gitmodules',
    'submodule.vendor.url',
    '../lib.git',
  );
  symlinkSync('apps', repositories.path('app', 'link'));
  symlinkSync('/etc', repositories.path('app', 'escape'));
  repositories.commit('app', {
    'submodule/kustomization.yaml': 'resources: [../vendor/base]\n',
  });
}, 60_000);

afterAll(async () => {
  await git.stop();
  web.closeAllConnections();
  web.close();
  repositories.remove();
  rmSync(scratch, { recursive: true });
});

let overlays = 0;

/** A directory with one kustomization. */
function overlay(text: string): string {
  overlays += 1;
  const file = join(scratch, String(overlays), 'kustomization.yaml');
  mkdirSync(dirname(file));
  writeFileSync(file, text);
  return dirname(file);
}

const build = (target: string): Promise<Outcome> =>
  runCommand(command, ['build', target], scratch);

/** What the real kustomize, as kubectl carries it, prints. */
async function judge(target: string): Promise<Outcome> {
  const child = spawn(kubectlBinary(), ['kustomize', target], {
    cwd: scratch,
    env: { PATH: process.env.PATH, HOME: scratch, GIT_TERMINAL_PROMPT: '0' },
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += String(chunk)));
  const code = await new Promise<number>(done => child.on('close', done));
  return { code, ...texts };
}

describe('gitops kustomize build prints what kustomize prints for', () => {
  it.each<[string, () => string]>([
    ['a repository', () => `${git.url}/app.git`],
    ['a directory', () => `${git.url}/app.git//apps`],
    ['a directory behind .git', () => `${git.url}/app.git/apps`],
    ['a tag', () => `${git.url}/app.git//apps?ref=v1`],
    ['a branch with a slash', () => `${git.url}/app.git//apps?ref=release/1`],
    ['a full name', () => `${git.url}/app.git//apps?ref=refs/heads/release/1`],
    ['an older word', () => `${git.url}/app.git//apps?version=v1`],
    ['a commit', () => `${git.url}/app.git//apps?ref=${firstCommit}`],
    ['git::', () => `git::${git.url}/app.git//apps`],
    ['a base in another repository', () => `${git.url}/app.git//both`],
    ['a base in a submodule', () => `${git.url}/app.git//submodule`],
    ['a link to a directory', () => `${git.url}/app.git//link`],
    [
      'a remote base of an overlay',
      () =>
        overlay(
          `resources: ['${git.url}/app.git//both?ref=main&timeout=20']\nnamePrefix: p-\nbuildMetadata: [originAnnotations]\n`,
        ),
    ],
    [
      'two versions of one base',
      () =>
        overlay(
          `resources:\n- ${overlay(
            `resources: ['${git.url}/app.git//apps?ref=v1']\nnamePrefix: old-\n`,
          ).replace(scratch, '..')}\n- ${git.url}/app.git//apps\n`,
        ),
    ],
    [
      'files on the web',
      () =>
        overlay(
          `resources: ['${webUrl}/moved.yaml']\npatches: [{path: '${webUrl}/one.yaml'}]\n`,
        ),
    ],
    [
      'a file behind a password',
      () =>
        overlay(
          `resources: ['${webUrl.replace(
            '//',
            '//ann:s3cret@',
          )}/private.yaml']\n`,
        ),
    ],
  ])('%s', async (_, target) => {
    const expected = await judge(target());
    expect(expected.code).toBe(0);
    const { code, stdout } = await build(target());
    expect(stdout).toBe(expected.stdout);
    expect(code).toBe(0);
  });
});

describe('gitops kustomize build fails as kustomize does for', () => {
  it.each<[string, () => string, RegExp]>([
    [
      'an unknown version',
      () => `${git.url}/app.git//apps?ref=v9`,
      /couldn't find remote ref v9/,
    ],
    ['an unknown repository', () => `${git.url}/none.git`, /not found/],
    [
      'a directory that is not there',
      () => `${git.url}/app.git//none`,
      /none: no such file or directory/,
    ],
    [
      'a file in place of a directory',
      () => `${git.url}/app.git//apps/map.yaml`,
      /refers to file 'map.yaml'; expecting directory/,
    ],
    [
      'a link out of the repository',
      () => `${git.url}/app.git//escape`,
      /refers to directory outside of repo/,
    ],
    [
      'a base outside of the repository',
      () => `${git.url}/app.git//outside`,
      /base '.*' is outside '/,
    ],
    [
      'a submodule that was not wanted',
      () => `${git.url}/app.git//submodule?submodules=false`,
      /vendor\/base: no such file or directory/,
    ],
    [
      'a server that is not there',
      () => 'http://127.0.0.1:1/org/app.git//apps',
      /127\.0\.0\.1/,
    ],
    [
      'a file that the server does not have',
      () => overlay(`resources: ['${webUrl}/none.yaml']\n`),
      /HTTP Error: status code 404 \(Not Found\)/,
    ],
  ])('%s', async (_, target, message) => {
    const expected = await judge(target());
    expect(expected).toMatchObject({ code: 1, stdout: '' });
    expect(expected.stderr).toMatch(message);
    const { code, stdout, stderr } = await build(target());
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

describe('a remote base that fails', () => {
  it('is told with its reference and the field that names it', async () => {
    const reference = `${git.url}/app.git//apps?ref=v9`;
    const { stderr } = await build(overlay(`resources: ['${reference}']\n`));
    expect(stderr).toContain('Error: accumulating resources: ');
    expect(stderr).toContain(
      `fetching '${reference}': couldn't find remote ref v9`,
    );
  });

  it('because it is slow ends in the time that it names', async () => {
    const { code, stderr } = await build(
      `${webUrl}/slow/repository?timeout=300ms`,
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Error: fetching '${webUrl}/slow/repository?timeout=300ms': it took longer than 0.3 seconds\n`,
    });
  });

  it('because the user interrupts ends at once', async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 200);
    const { code, stderr } = await runCommand(
      command,
      ['build', `${webUrl}/slow/repository`],
      scratch,
      { signal: interrupt.signal },
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/abort|cancel/);
  });

  it('because it is not reached over HTTP says so', async () => {
    const { stderr } = await build('git@example.com:org/app.git');
    expect(stderr).toContain(
      "only http and https repositories are fetched, not 'git@example.com:org/app.git'",
    );
  });
});

it('leaves no clone behind', async () => {
  const clones = () =>
    readdirSync(tmpdir()).filter(name => name.startsWith('gitops-kustomize-'));
  const before = clones();
  await build(`${git.url}/app.git//apps`);
  await build(`${git.url}/app.git//none`);
  expect(clones()).toEqual(before);
});
