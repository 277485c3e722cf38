import { startRegistry } from '@backstage-gitops/oci';
import type { RegistryServer } from '@backstage-gitops/oci';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { parse } from 'yaml';
import type { Command } from '../command';
import { runCommand } from '../testing/runCommand';
import { command as build } from './build';
import { command as diff } from './diff';
import { command as list } from './list';
import { command as pull } from './pull';
import { command as push } from './push';
import { command as tag } from './tag';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-cli-artifact-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const COMMANDS: Readonly<Record<string, Command>> = {
  ...{ build, diff, list, pull, push, tag },
};

let registry: RegistryServer;
beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.stop());

/** Runs a line of words, in a directory of its own; HOST stands for the registry. */
function gitops(line: string, more: Parameters<typeof runCommand>[3] = {}) {
  const [verb, ...words] = line
    .replaceAll('HOST', registry.host)
    .split(' ')
    .filter(word => word !== '');
  const env = { HOME: scratch, ...more.env };
  return runCommand(COMMANDS[verb], words, scratch, { ...more, env });
}

const PUSH =
  'push artifact oci://HOST/org/app:v1 -f app --source s --revision r';

function makeApp(): void {
  rmSync(join(scratch, 'app'), { recursive: true, force: true });
  mkdirSync(join(scratch, 'app'));
  writeFileSync(join(scratch, 'app/config.yaml'), 'kind: ConfigMap\n');
  writeFileSync(join(scratch, 'app/logo.png'), 'picture');
}
beforeEach(makeApp);

describe('gitops artifact commands', () => {
  it('CLI-15 push, list, tag, diff and pull one after the other', async () => {
    const pushed = await gitops(`${PUSH} --reproducible`);
    const [digest] = /sha256:[0-9a-f]{64}/.exec(pushed.stderr) ?? [];
    expect(pushed).toEqual({
      code: 0,
      stdout: '',
      stderr:
        `► pushing artifact to ${registry.host}/org/app:v1\n` +
        `✔ artifact successfully pushed to ${registry.host}/org/app@${digest}\n`,
    });
    await expect(
      gitops('tag artifact oci://HOST/org/app:v1 --tag a,b --tag latest'),
    ).resolves.toEqual({
      code: 0,
      stdout: '',
      stderr: [
        '► tagging artifact',
        ...['a', 'b', 'latest'].map(
          name => `✔ artifact tagged as ${registry.host}/org/app:${name}`,
        ),
        '',
      ].join('\n'),
    });
    const listed = await gitops('list artifacts oci://HOST/org/app');
    const name = `${registry.host}/org/app:`;
    const row = (text: string) =>
      `${name}${text}\t${digest}\ts     \tr       \t`;
    expect(listed.stdout.split('\n')).toEqual([
      `ARTIFACT${' '.repeat(name.length - 2)}\tDIGEST${' '.repeat(
        65,
      )}\tSOURCE\tREVISION `,
      ...['v1    ', 'latest', 'b     ', 'a     '].map(row),
      '',
    ]);
    const equal = await gitops(
      'diff artifact oci://HOST/org/app:latest --path app',
    );
    expect(equal).toEqual({
      ...{ code: 0, stdout: '', stderr: '✔ no changes detected\n' },
    });
    mkdirSync(join(scratch, 'out'));
    const pulled = await gitops(
      'pull artifact oci://HOST/org/app:latest -o out',
    );
    expect(pulled).toEqual({
      code: 0,
      stdout: '',
      stderr: [
        `► pulling artifact from ${registry.host}/org/app:latest`,
        ...['✔ source s', '✔ revision r'],
        `✔ digest ${registry.host}/org/app@${digest}`,
        ...['✔ artifact content extracted to out', ''],
      ].join('\n'),
    });
    expect(readdirSync(join(scratch, 'out'))).toEqual(['config.yaml']);
  });

  it('CLI-15 diff gives code 1 and the paths that differ', async () => {
    await gitops(PUSH);
    writeFileSync(join(scratch, 'app/config.yaml'), 'kind: Secret\n');
    await expect(
      gitops('diff artifact oci://HOST/org/app:v1 --path app'),
    ).resolves.toEqual({
      code: 1,
      stdout: '',
      stderr:
        '► changed config.yaml\n' +
        '✗ the remote artifact contents differs from the local one\n',
    });
  });

  it('CLI-15 push prints what it pushed as JSON or YAML, and nothing else', async () => {
    const json = await gitops(`${PUSH} --reproducible -o json`);
    const yaml = await gitops(`${PUSH} --reproducible -o yaml`);
    const info = JSON.parse(json.stdout);
    expect(json.stderr + yaml.stderr).toBe('');
    expect(parse(yaml.stdout)).toEqual(info);
    expect(Object.keys(info)).toEqual(['url', 'repository', 'tag', 'digest']);
    expect(info).toMatchObject({
      url: `oci://${info.repository}@${info.digest}`,
      ...{ repository: `${registry.host}/org/app`, tag: 'v1' },
    });
  });

  it('CLI-15 push takes standard input as one file', async () => {
    const line = PUSH.replace('-f app', '-f -');
    const pushed = await gitops(line, { stdin: 'kind: Secret\r\n\n' });
    expect(pushed.code).toBe(0);
    mkdirSync(join(scratch, 'stdin'));
    await gitops('pull artifact oci://HOST/org/app:v1 -o stdin');
    const [file, ...more] = readdirSync(join(scratch, 'stdin'));
    expect([file, more]).toEqual([expect.stringMatching(/\.yaml$/), []]);
    expect(readFileSync(join(scratch, 'stdin', file), 'utf8')).toBe(
      'kind: Secret',
    );
  });

  it('CLI-15 push takes annotations and paths to ignore', async () => {
    const pushed = await gitops(
      `${PUSH} -a a=b --annotations=c= --ignore-paths=*.yaml,x -o json`,
    );
    const { digest } = JSON.parse(pushed.stdout);
    const { manifests } = registry.store.repository('org/app');
    const manifest = JSON.parse(String(manifests.get(digest)?.bytes));
    expect(manifest.annotations).toMatchObject({ a: 'b', c: '' });
    mkdirSync(join(scratch, 'ignored'));
    await gitops('pull artifact oci://HOST/org/app:v1 -o ignored');
    expect(readdirSync(join(scratch, 'ignored'))).toEqual(['logo.png']);
  });

  it.each([
    ['', '2023-11-14T22:13:20Z'],
    ['--reproducible', '1970-01-01T00:00:00Z'],
    [
      '-a org.opencontainers.image.created=2020-01-01T00:00:00Z',
      '2020-01-01T00:00:00Z',
    ],
  ])('push takes SOURCE_DATE_EPOCH but for %j', async (flags, created) => {
    const env = { SOURCE_DATE_EPOCH: '1700000000' };
    await gitops(`${PUSH} ${flags}`, { env });
    const { manifests } = registry.store.repository('org/app');
    const [{ bytes }] = manifests.values();
    expect(JSON.parse(String(bytes)).annotations).toMatchObject({
      'org.opencontainers.image.created': created,
    });
  });

  it('push refuses a SOURCE_DATE_EPOCH that is no number', async () => {
    const env = { SOURCE_DATE_EPOCH: 'today' };
    const { code, stderr } = await gitops(PUSH, { env });
    expect([code, stderr]).toEqual([
      1,
      '✗ SOURCE_DATE_EPOCH=today is no number of seconds\n',
    ]);
  });

  it('CLI-15 build writes the archive to a file', async () => {
    const built = await gitops('build artifact -p app -o out.tgz');
    expect(built).toEqual({
      code: 0,
      stdout: '',
      stderr: '► building artifact from app\n✔ artifact created at out.tgz\n',
    });
    expect(readFileSync(join(scratch, 'out.tgz')).subarray(0, 2)).toEqual(
      Buffer.from([0x1f, 0x8b]),
    );
  });

  it.each([
    ['push artifact', 'artifact URL is required'],
    [`push artifact oci://HOST/a/b:c`, '--source is required'],
    [`push artifact oci://HOST/a/b:c --source s`, '--revision is required'],
    [PUSH.replace('-f app', ''), /invalid path ""/],
    [PUSH.replace('-f app', '-f no'), /invalid path '.*no', must point/],
    [
      `${PUSH} -a novalue`,
      'invalid annotation novalue, must be in the format key=value',
    ],
    [
      `${PUSH} -a a=b=c`,
      'invalid annotation a=b=c, must be in the format key=value',
    ],
    [`${PUSH} -o xml`, /use json or yaml/],
    [`${PUSH} --provider nope`, /must be one of: generic, aws, azure, gcp/],
    [`${PUSH} --provider aws`, /not supported: sign in with docker login/],
    [`${PUSH} --timeout nonsense`, /invalid duration/],
    [`${PUSH} --nonsense`, 'unknown flag: --nonsense'],
    [
      PUSH.replace('oci:', 'http:'),
      "URL must be in format 'oci://<domain>/<org>/<repo>'",
    ],
    [
      'push artifact oci://Bad/UPPER:x -f app --source s --revision r',
      /'oci:\/\/Bad\/UPPER:x' invalid URL/,
    ],
    ['push kustomization x', /unknown command "kustomization"/],
    ['pull artifact oci://HOST/org/app:v1', 'output path cannot be empty'],
    ['pull artifact oci://HOST/org/app:v1 -o missing', /invalid output path/],
    ['pull artifact oci://HOST/org/app:none -o app', /MANIFEST_UNKNOWN/],
    ['tag artifact oci://HOST/org/app:v1', '--tag is required'],
    ['list artifacts oci://HOST/org/app:v1', /repository can only contain/],
    ['list artifacts oci://HOST/no/repo', /NAME_UNKNOWN/],
    ['diff artifact oci://HOST/org/app:v1', /invalid path ""/],
    ['build artifact', /invalid path ""/],
  ])('refuses %s in one line', async (line, message) => {
    const { code, stdout, stderr } = await gitops(line);
    const last = stderr.trimEnd().split('\n').at(-1);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(last).toMatch(/^✗ /);
    expect(last).toMatch(message);
  });

  it('ends at its time-out', async () => {
    registry.intercept = () => true;
    const { code, stderr } = await gitops(`${PUSH} --timeout 200ms`);
    expect(code).toBe(1);
    expect(stderr).toContain('not done within 200ms: set a longer --timeout');
  });

  it('ends when it is interrupted', async () => {
    const stop = new AbortController();
    registry.intercept = () => {
      stop.abort();
      return true;
    };
    const { code, stderr } = await gitops(PUSH, { signal: stop.signal });
    expect([code, stderr.split('\n').at(-2)]).toEqual([1, '✗ interrupted']);
  });
});

describe('signing in', () => {
  beforeEach(async () => {
    await registry.stop();
    registry = await startRegistry({
      auth: {
        ...{ scheme: 'token', username: 'flux', password: 'pa:ss' },
        identityToken: 'refresh',
      },
    });
  });

  function writeConfig(folder: string, config: object): string {
    const directory = join(scratch, folder);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
    return directory;
  }

  /** A credential helper that prints a text. @returns the PATH with it */
  function writeHelper(name: string, script: string): string {
    const directory = mkdtempSync(join(scratch, 'bin-'));
    const file = join(directory, `docker-credential-${name}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return [directory, process.env.PATH].join(delimiter);
  }

  const auth = Buffer.from('flux:pa:ss').toString('base64');

  it('takes --creds, and says so', async () => {
    const { code, stderr } = await gitops(`${PUSH} --creds flux:pa:ss`);
    expect(stderr).toMatch(/^► logging in to registry with credentials\n/);
    expect(code).toBe(0);
  });

  it('fails without credentials, and tells no wrong ones', async () => {
    const none = await gitops(PUSH);
    const wrong = await gitops(`${PUSH} --creds flux:hunter2`);
    expect([none.code, wrong.code]).toEqual([1, 1]);
    expect(none.stderr).toMatch(/✗ .*401|UNAUTHORIZED/);
    expect(wrong.stderr).not.toContain('hunter2');
  });

  it('takes auths of $DOCKER_CONFIG', async () => {
    const auths = {
      [registry.host]: { auth },
      'other.example': { auth: 'eDp5' },
    };
    const DOCKER_CONFIG = writeConfig('config', { auths });
    const { code } = await gitops(PUSH, { env: { DOCKER_CONFIG } });
    expect(code).toBe(0);
  });

  it('takes auths of ~/.docker/config.json, else those of Podman', async () => {
    const HOME = join(scratch, 'home');
    writeConfig('home/.docker', { auths: { [registry.host]: { auth } } });
    const docker = await gitops(PUSH, { env: { HOME } });
    const podman = join(scratch, 'auth.json');
    writeFileSync(
      podman,
      JSON.stringify({ auths: { [registry.host]: { auth } } }),
    );
    const other = await gitops(PUSH, { env: { REGISTRY_AUTH_FILE: podman } });
    expect([docker.code, other.code]).toEqual([0, 0]);
  });

  it('asks the helper of a registry, and tells it which', async () => {
    const PATH = writeHelper(
      'test',
      `read server; [ "$1 $server" = "get ${registry.host}" ] || { echo "credentials not found in native keychain"; exit 1; }
echo '{"ServerURL":"x","Username":"flux","Secret":"pa:ss"}'`,
    );
    for (const config of [
      { credHelpers: { [registry.host]: 'test' } },
      { credsStore: 'test' },
    ]) {
      const DOCKER_CONFIG = writeConfig('helper', config);
      const { code } = await gitops(PUSH, { env: { DOCKER_CONFIG, PATH } });
      expect(code).toBe(0);
    }
  });

  it('takes an identity token of a helper', async () => {
    const PATH = writeHelper(
      'token',
      `cat > /dev/null; echo '{"Username":"<token>","Secret":"refresh"}'`,
    );
    const DOCKER_CONFIG = writeConfig('token', { credsStore: 'token' });
    const { code } = await gitops(PUSH, { env: { DOCKER_CONFIG, PATH } });
    expect(code).toBe(0);
  });

  it.each([
    [
      'is not there',
      'missing',
      undefined,
      /names docker-credential-missing, which is not on the PATH/,
    ],
    [
      'fails',
      'broken',
      'echo locked >&2; exit 3',
      /docker-credential-broken failed for .*: locked/,
    ],
    [
      'tells no JSON',
      'text',
      'echo s3cret',
      /docker-credential-text gave an answer that is no JSON/,
    ],
    ['is a path', '../x', undefined, /names no helper: "\.\.\/x"/],
  ])('says when a helper %s', async (_, name, script, message) => {
    const PATH = writeHelper(script ? name : 'unused', script ?? 'exit 1');
    const DOCKER_CONFIG = writeConfig('bad', { credsStore: name });
    const { code, stderr } = await gitops(PUSH, {
      env: { DOCKER_CONFIG, PATH },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('s3cret');
  });

  it('says when the configuration is no JSON, and repeats nothing of it', async () => {
    const DOCKER_CONFIG = writeConfig('broken', {});
    writeFileSync(join(DOCKER_CONFIG, 'config.json'), '{"auth": "s3cret"');
    const { code, stderr } = await gitops(PUSH, { env: { DOCKER_CONFIG } });
    expect([code, stderr]).toEqual([
      1,
      `✗ ${join(DOCKER_CONFIG, 'config.json')} is no JSON\n`,
    ]);
  });
});
