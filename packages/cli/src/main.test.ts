import { Writable } from 'stream';
import { tmpdir } from 'os';
import type { Command, CommandIo } from './command';
import { command as build } from './artifact/build';
import { command as diff } from './artifact/diff';
import { command as list } from './artifact/list';
import { command as pull } from './artifact/pull';
import { command as push } from './artifact/push';
import { command as tag } from './artifact/tag';
import { command as controllers } from './commands/controllers';
import { command as devcluster } from './commands/devcluster';
import { command as envsubst } from './commands/envsubst';
import { command as gitServer } from './commands/gitServer';
import { command as helm } from './commands/helm';
import { command as install } from './commands/install';
import { command as kustomize } from './commands/kustomize';
import { command as sops } from './commands/sops';
import { COMMANDS as REAL_COMMANDS, main } from './main';
import type { CommandTable } from './main';

// Jest has no dynamic import, by which the real table loads its commands.
const COMMANDS: CommandTable = Object.fromEntries(
  [
    ...[controllers, devcluster, envsubst, gitServer],
    ...[helm, install, kustomize, sops],
    ...[build, diff, list, pull, push, tag],
  ].map((command: Command) => [
    command.name,
    { summary: command.summary, load: async () => ({ command }) },
  ]),
);

async function run(...argv: string[]) {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof texts) =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[name] += String(chunk);
        done();
      },
    });
  const io: CommandIo = {
    stdin: process.stdin,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: {},
    cwd: tmpdir(),
    signal: new AbortController().signal,
  };
  return { code: await main(argv, io, COMMANDS), ...texts };
}

describe('main', () => {
  it('lists the commands', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}controllers +Run the controllers/m);
    expect(stdout).toMatch(/^ {2}install +Write CRDs/m);
  });

  it.each([
    ...Object.keys(REAL_COMMANDS).map(name => [name]),
    ['helm', 'template'],
    ['kustomize', 'build'],
    ['sops', 'decrypt'],
  ])('explains %s %s', async (...words) => {
    const command = words.filter(Boolean);
    const asked = [
      [...command, '--help'],
      [...command, '-h'],
      ...(command.length === 1 ? [['help', ...command]] : []),
    ];
    for (const argv of asked) {
      expect(await run(...argv)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(`^Usage: gitops ${command[0]}\\b`),
        stderr: '',
      });
    }
  });

  it('fails without a command, and with one that does not exist', async () => {
    expect((await run()).code).toBe(1);
    expect(await run('constructor')).toMatchObject({
      code: 1,
      stderr: 'error: unknown command "constructor"; see gitops --help\n',
    });
  });

  it.each([
    [['install', '--nope'], /^error: Unknown option '--nope'/],
    [
      ['install', '--kubeconfig', 'missing.yaml'],
      /^error: kubeconfig .*missing.yaml does not exist\n$/,
    ],
    [
      ['controllers', '--concurrent', 'many'],
      /^error: --concurrent takes a whole number from 1, not "many"\n$/,
    ],
    [
      ['controllers', '--feature-gates', 'A=maybe'],
      /^error: --feature-gates takes NAME=true\|false, not "A=maybe"\n$/,
    ],
    [
      ['controllers', '--min-retry-delay', 'soon'],
      /^error: --min-retry-delay takes a duration such as 30s or 1m30s, not "soon"\n$/,
    ],
    [['git-server'], /^error: --root is missing/],
  ])('tells in one line why %j fails', async (argv, message) => {
    const { code, stderr } = await run(...argv);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(['install', 'controllers', 'git-server'])(
    'explains %s',
    async name => {
      const { code, stdout } = await run(name, '--help');
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: gitops ${name}`));
    },
  );
});

describe('gitops install --export', () => {
  it('prints every object as YAML, the namespace first', async () => {
    const { code, stdout } = await run(
      'install',
      '--export',
      '--namespace',
      'gitops',
    );
    expect(code).toBe(0);
    const documents = stdout.split(/^---\n/m).filter(Boolean);
    const kinds = documents.map(text => /^kind: (.*)$/m.exec(text)?.[1]);
    expect(kinds.slice(0, 3)).toEqual([
      'Namespace',
      'CustomResourceDefinition',
      'CustomResourceDefinition',
    ]);
    expect(stdout).toContain('name: gitops\n');
    expect(stdout).toContain(
      "rule: '!has(self.serviceAccountName) || (has(self.provider) && (self.provider\n",
    );
  });
});
