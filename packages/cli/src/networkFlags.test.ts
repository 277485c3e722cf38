import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { command as list } from './artifact/list';
import { command as pull } from './artifact/pull';
import { command as kustomize } from './commands/kustomize';
import type { Command } from './command';
import { runCommand } from './testing/runCommand';

const folder = mkdtempSync(join(tmpdir(), 'gitops-network-flags-'));
for (const host of ['0.0.0.0', '127.0.0.1']) {
  mkdirSync(join(folder, host));
  writeFileSync(
    join(folder, host, 'kustomization.yaml'),
    `resources: ["http://${host}:1/a.yaml"]\n`,
  );
}
afterAll(() => rmSync(folder, { recursive: true }));

/** Commands that fetch from a host; nothing listens at its port 1. */
const COMMANDS: [string, Command, (host: string) => string[]][] = [
  [
    'pull artifact',
    pull,
    host => ['artifact', `oci://${host}:1/a/b:v1`, '-o', '.'],
  ],
  ['list artifacts', list, host => ['artifacts', `oci://${host}:1/a/b`]],
  [
    'kustomize build',
    kustomize,
    host => ['build', `http://${host}:1/a.git//b`],
  ],
  ['kustomize build of a file', kustomize, host => ['build', host]],
];

async function failureOf(command: Command, words: string[]): Promise<string> {
  const { code, stderr } = await runCommand(command, words, folder);
  expect(code).toBe(1);
  return stderr;
}

describe.each(COMMANDS)('gitops %s', (_, command, wordsFor) => {
  const usual = wordsFor('0.0.0.0');
  const loopback = wordsFor('127.0.0.1');

  it('connects nowhere that the usual rules refuse', async () => {
    expect(await failureOf(command, usual)).toContain('0.0.0.0/8');
  });

  it('connects where --network-allow says', async () => {
    const allow = ['--network-allow', 'a.example,0.0.0.0'];
    const failure = await failureOf(command, [...usual, ...allow]);
    expect(failure).not.toContain('0.0.0.0/8');
  });

  it('connects nowhere that --network-deny refuses', async () => {
    const deny = ['--network-deny=127.0.0.0/8'];
    expect(await failureOf(command, loopback)).not.toContain('127.0.0.0/8');
    const failure = await failureOf(command, [...loopback, ...deny]);
    expect(failure).toContain('127.0.0.0/8');
  });

  it('names a rule that is none', async () => {
    const deny = ['--network-deny', '10.0.0.0/99'];
    const failure = await failureOf(command, [...usual, ...deny]);
    expect(failure).toContain('10.0.0.0/99');
  });
});
