import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { runCommand } from '../testing/runCommand';
import { command } from './kustomize';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'gitops-kustomize-')));
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n';

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeAll(() => {
  write('app/kustomization.yaml', 'resources: [one.yaml]\n');
  write('app/one.yaml', MAP);
});

afterAll(() => rmSync(root, { recursive: true }));

const run = (argv: string[], cwd = root) => runCommand(command, argv, cwd);

describe('gitops kustomize', () => {
  it('explains itself', async () => {
    const { code, stdout } = await run(['build', '--help']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Usage: gitops kustomize build/),
    });
  });

  it('builds the current directory', async () => {
    const { code, stdout } = await run(['build'], join(root, 'app'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: MAP });
  });

  it('writes to a file', async () => {
    const { code, stdout } = await run(['build', 'app', '-o', 'out.yaml']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(join(root, 'out.yaml'), 'utf8')).toBe(MAP);
  });

  it('tells deprecated fields on standard error', async () => {
    write('old/kustomization.yaml', 'commonLabels: {a: b}\nbases: [../app]\n');
    const { code, stdout, stderr } = await run(['build', 'old']);
    expect(code).toBe(0);
    expect(stdout).toContain('a: b');
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^# Warning: '(bases|commonLabels)' is deprecated/),
      expect.stringMatching(/^# Warning: '(bases|commonLabels)' is deprecated/),
    ]);
  });

  it.each([
    [['apply'], 'expected build [DIR|URL]'],
    [['build', 'a', 'b'], 'expected build [DIR|URL]'],
    [
      ['build', '--load-restrictor', 'none'],
      'illegal flag value --load-restrictor none',
    ],
    [['build', '--reorder', 'x'], 'illegal flag value --reorder x'],
    [['build', '--bogus'], 'unknown flag: --bogus'],
    [['build', '--enable-helm=maybe'], 'invalid argument "maybe"'],
    [['build', '-e'], 'flag needs an argument'],
    [['build', 'nothing'], 'no such file or directory'],
    [['build', 'app/one.yaml'], 'file is not directory'],
  ])('refuses %j in one line', async (argv, message) => {
    const { code, stdout, stderr } = await run(argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('flags of plugins', () => {
  const FLAGS = [
    '--enable-alpha-plugins',
    '--enable-exec',
    '--as-current-user',
    '-e',
    'A=b',
    '--env=C=d',
    '--mount',
    'type=bind,source=/,target=/x',
    '--network',
    '--network-name=none',
    '--helm-debug=false',
    '--helm-command',
    '/bin/false',
    '--stack-trace',
  ];

  it('are accepted, also before the verb', async () => {
    const { code, stdout } = await run([...FLAGS, 'build', 'app']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: MAP });
  });

  it('run no plugin', async () => {
    write(
      'plugin/kustomization.yaml',
      'resources: [../app]\ntransformers: [t.yaml]\n',
    );
    write(
      'plugin/t.yaml',
      'apiVersion: x.io/v1\nkind: Evil\nmetadata:\n  name: e\n  annotations:\n    config.kubernetes.io/function: "exec: {path: ./run.sh}"\n',
    );
    const { code, stderr } = await run(['build', 'plugin', ...FLAGS]);
    expect(code).toBe(1);
    expect(stderr).toContain("'Evil' asks for an exec or container function");
  });

  it('of old add a label, and say so', async () => {
    const flag = '--enable-managedby-label';
    const { code, stdout, stderr } = await run(['build', flag, 'app']);
    expect(code).toBe(0);
    expect(stdout).toContain('app.kubernetes.io/managed-by: kustomize-v5.8.1');
    expect(stderr).toContain(`Flag ${flag} has been deprecated`);
  });
});

describe('an output that is a directory', () => {
  const DEPLOYMENT = (name: string, namespace = '') =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n${
      namespace && `  namespace: ${namespace}\n`
    }`;
  const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: one\n';

  async function filesOf(name: string, objects: string[]) {
    write(`${name}/kustomization.yaml`, 'resources: [o.yaml]\n');
    write(`${name}/o.yaml`, objects.join('---\n'));
    mkdirSync(join(root, name, 'out'));
    const result = await run(['build', name, '-o', join(name, 'out')]);
    const files = readdirSync(join(root, name, 'out')).map(file => [
      file,
      readFileSync(join(root, name, 'out', file), 'utf8'),
    ]);
    return { ...result, files: Object.fromEntries(files) };
  }

  it('gets one file per object', async () => {
    const objects = [NAMESPACE, DEPLOYMENT('web'), MAP];
    expect(await filesOf('each', objects)).toMatchObject({
      code: 0,
      stdout: '',
      files: {
        'apps_v1_deployment_web.yaml': DEPLOYMENT('web'),
        'v1_configmap_one.yaml': MAP,
        'v1_namespace_one.yaml': NAMESPACE,
      },
    });
  });

  it('gets the namespaces in the names where there are several', async () => {
    const objects = [NAMESPACE, DEPLOYMENT('web'), DEPLOYMENT('web', 'one')];
    const { files } = await filesOf('several', objects);
    expect(Object.keys(files).sort()).toEqual([
      'default_apps_v1_deployment_web.yaml',
      'one_apps_v1_deployment_web.yaml',
      'v1_namespace_one.yaml',
    ]);
  });

  it.each([
    ['up', [DEPLOYMENT('../../up')], 'is no file name'],
    ['twice', [DEPLOYMENT('web'), DEPLOYMENT('Web')], 'would both be written'],
  ])('is left alone by names like %s', async (name, objects, message) => {
    const { code, stderr, files } = await filesOf(name, objects);
    expect({ code, files }).toEqual({ code: 1, files: {} });
    expect(stderr).toContain(message);
  });
});

describe('files outside of the root', () => {
  beforeAll(() => {
    write('outside/secret.yaml', MAP);
    write('linked/kustomization.yaml', 'resources: [link.yaml]\n');
    symlinkSync('../outside/secret.yaml', join(root, 'linked/link.yaml'));
    write(
      'linked-directory/kustomization.yaml',
      'resources: [d/secret.yaml]\n',
    );
    symlinkSync('../outside', join(root, 'linked-directory/d'));
    write('above/kustomization.yaml', 'resources: [../outside/secret.yaml]\n');
    write(
      'absolute/kustomization.yaml',
      `resources: [${root}/outside/secret.yaml]\n`,
    );
    write(
      'generated/kustomization.yaml',
      'configMapGenerator: [{name: g, files: [x=link]}]\n',
    );
    symlinkSync('/etc/hostname', join(root, 'generated/link'));
    write('loop/kustomization.yaml', 'resources: [a.yaml]\n');
    symlinkSync('b.yaml', join(root, 'loop/a.yaml'));
    symlinkSync('a.yaml', join(root, 'loop/b.yaml'));
  });

  it.each(['linked', 'linked-directory', 'above', 'absolute', 'generated'])(
    'are refused: %s',
    async name => {
      const { code, stderr } = await run(['build', name]);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        new RegExp(`security; file '.*' is not in or below '${root}/${name}'`),
      );
    },
  );

  it.each(['linked', 'linked-directory', 'above', 'absolute'])(
    'are read where restrictions are off: %s',
    async name => {
      const flag = '--load-restrictor=LoadRestrictionsNone';
      expect(await run(['build', name, flag])).toMatchObject({
        code: 0,
        stdout: MAP,
      });
    },
  );

  it('are not looked for in a circle of links', async () => {
    const { code, stderr } = await run(['build', 'loop']);
    expect(code).toBe(1);
    expect(stderr).toContain('too many levels of symbolic links');
  });
});

describe('helmCharts', () => {
  beforeAll(() => {
    write(
      'chart/kustomization.yaml',
      'helmCharts:\n- name: shop\n  releaseName: r\n',
    );
  });

  it('are refused without --enable-helm', async () => {
    const { code, stderr } = await run(['build', 'chart']);
    expect(code).toBe(1);
    expect(stderr).toContain('must specify --enable-helm');
  });
});
