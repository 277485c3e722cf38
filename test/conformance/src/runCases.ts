import { spawn } from 'child_process';
import { kubectlBinary } from '@backstage-gitops/oracle';
import { Api } from './Api';
import { ConformanceCase, Target } from './Target';

const CASE_TIMEOUT_MS = 120_000;

/** What came of one run. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Runs the cases one after another against one server and prints a line for each. */
export async function runCases(
  name: Target['name'],
  kubeconfigPath: string,
  cases: readonly ConformanceCase[],
  print: (line: string) => void,
): Promise<Tally> {
  const api = await Api.connect(kubeconfigPath);
  // a control plane that keeps running may be used again
  const run = Date.now().toString(36).slice(-5);
  let passed = 0;
  let failed = 0;
  for (const [index, item] of cases.entries()) {
    const namespace = `case-${run}-${index + 1}`;
    const started = Date.now();
    try {
      await api.post('/api/v1/namespaces', { metadata: { name: namespace } });
      await withTimeout(
        item.run(targetOf(name, kubeconfigPath, api, namespace)),
      );
      passed += 1;
      print(`ok    ${name}: ${item.name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed += 1;
      print(`FAIL  ${name}: ${item.name}`);
      print(indent(error instanceof Error ? error.message : String(error)));
    }
    await api.delete(`/api/v1/namespaces/${namespace}`);
  }
  return { passed, failed };
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => `      ${line}`)
    .join('\n');
}

async function withTimeout(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not done after ${CASE_TIMEOUT_MS / 1000} s`)),
      CASE_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A target for cases and fixtures that work in one namespace. */
export function targetOf(
  name: Target['name'],
  kubeconfigPath: string,
  api: Api,
  namespace: string,
): Target {
  return {
    name,
    kubeconfigPath,
    api,
    namespace,
    kubectl: (args, input) =>
      kubectl(kubeconfigPath, ['-n', namespace, ...args], input),
    eventually,
  };
}

async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== false) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    }
    await new Promise(done => setTimeout(done, 50));
  }
}

function kubectl(
  kubeconfigPath: string,
  args: readonly string[],
  input?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(kubectlBinary(), args, {
      env: { ...process.env, KUBECONFIG: kubeconfigPath },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) {
        resolve(Buffer.concat(out).toString('utf8'));
      } else {
        reject(
          new Error(
            Buffer.concat(err).toString('utf8').trim() ||
              `kubectl ended with ${code}`,
          ),
        );
      }
    });
    child.stdin.end(input ?? '');
  });
}
