import type { RegistryCredentials } from '@backstage-gitops/oci';
import { spawn } from 'child_process';

const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
/** What a helper prints when it knows no credentials. */
const NOT_FOUND = 'credentials not found in native keychain';
/** User name that says that the secret is a refresh token. */
const TOKEN_USER = '<token>';

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Asks `docker-credential-<helper>`, which the user has installed and named in
 * the docker configuration.
 * @param server - registry, as the configuration has it
 * @returns undefined when it knows none
 * @throws Error - it is not on the PATH, fails, or takes longer than a minute
 * @see docker/docker-credential-helpers, README, "Development"
 */
export async function askCredentialHelper(
  helper: string,
  server: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const program = `docker-credential-${helper}`;
  if (/[/\\]/.test(helper)) {
    throw new Error(`the docker configuration names no helper: "${helper}"`);
  }
  const { code, stdout, stderr } = await run(program, server, env, signal);
  if (code === 0) return parse(program, stdout);
  if (stdout.trim() === NOT_FOUND) return undefined;
  const why = (stderr.trim() || stdout.trim()).split('\n')[0];
  throw new Error(`${program} failed for ${server}: ${why || `code ${code}`}`);
}

function parse(program: string, text: string): RegistryCredentials | undefined {
  let answer: { Username?: unknown; Secret?: unknown };
  try {
    answer = Object(JSON.parse(text));
  } catch {
    // The parser's message would repeat the secret.
    throw new Error(`${program} gave an answer that is no JSON`);
  }
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== 'string' || typeof secret !== 'string') {
    throw new Error(`${program} gave an answer without Username or Secret`);
  }
  if (username === '' && secret === '') return undefined;
  return username === TOKEN_USER
    ? { identityToken: secret }
    : { username, password: secret };
}

function run(
  program: string,
  input: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], {
      env: { ...env },
      signal,
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    const out = { stdout: '', stderr: '' };
    const collect = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
      if (out[name].length < MAX_ANSWER_BYTES) out[name] += String(chunk);
    };
    child.stdout.on('data', collect('stdout'));
    child.stderr.on('data', collect('stderr'));
    child.stdin.on('error', () => undefined); // a helper may not read it
    child.on('error', error => {
      const { code } = error as NodeJS.ErrnoException;
      reject(
        code === 'ENOENT'
          ? new Error(
              `the docker configuration names ${program}, which is not on the PATH`,
            )
          : error,
      );
    });
    child.on('close', code => resolve({ code, ...out }));
    child.stdin.end(`${input}\n`);
  });
}
