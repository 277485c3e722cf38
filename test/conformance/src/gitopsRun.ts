import { ApiObject } from './Api';
import { GitOps } from './GitOps';
import { Target } from './Target';

/** Milliseconds that a reconciliation may take. */
export const WAIT_MS = 40_000;

/** A ConfigMap with one entry, `key`. */
export const configMap = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: ${value}\n`;

const OBJECTS = (url: string) => `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: app }
spec: { url: "${url}", interval: 10m, ref: { branch: main }, timeout: 10s }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: app }
spec:
  interval: 10m
  retryInterval: 5s
  path: ./deploy
  prune: true
  sourceRef: { kind: GitRepository, name: app }
`;

/** An object of the case's namespace; undefined when it is not there. */
export async function read(
  { kubectl }: Target,
  object: string,
): Promise<ApiObject | undefined> {
  const text = await kubectl([
    'get',
    object,
    '-o',
    'json',
    '--ignore-not-found',
  ]);
  return text.trim() === '' ? undefined : JSON.parse(text);
}

/**
 * Creates the source and the Kustomization `app`; `spec.targetNamespace` keeps
 * each case in its own namespace.
 * @param more - further lines of the Kustomization's spec
 */
export async function applyObjects(
  target: Target,
  gitops: GitOps,
  more = '',
): Promise<void> {
  const text = OBJECTS(gitops.url).replace(
    '  prune: true',
    `  prune: true\n  targetNamespace: ${target.namespace}\n${more}`,
  );
  await target.kubectl(['apply', '--server-side', '-f', '-'], text);
}

/** Type, status, reason and message of each condition. */
export function conditionsOf(object: ApiObject | undefined): unknown[] {
  return (object?.status?.conditions ?? []).map(
    ({ type, status, reason, message }: ApiObject) => [
      type,
      status,
      reason,
      message,
    ],
  );
}

/** Waits until `app` is Ready with a commit. */
export async function waitApplied(
  target: Target,
  commit: string,
): Promise<ApiObject> {
  return target.eventually(
    `main@sha1:${commit} applied`,
    async () => {
      const object = await read(target, 'kustomization/app');
      const isApplied =
        object?.status?.lastAppliedRevision === `main@sha1:${commit}` &&
        object.status.conditions.some(
          ({ type, status }: ApiObject) =>
            type === 'Ready' && status === 'True',
        );
      return isApplied && object;
    },
    WAIT_MS,
  );
}

/** Waits until a ConfigMap's `key` has a value, or until it is gone. */
export async function waitValue(target: Target, name: string, value?: string) {
  await target.eventually(
    `ConfigMap ${name} holds ${value}`,
    async () => (await read(target, `configmap/${name}`))?.data?.key === value,
    WAIT_MS,
  );
}

/** Runs a case with the controllers and a Git server, and takes all back. */
export async function withGitOps(
  target: Target,
  work: (gitops: GitOps) => Promise<void>,
): Promise<void> {
  const gitops = new GitOps(target);
  try {
    await gitops.start();
    await work(gitops);
  } finally {
    await target
      .kubectl([
        'delete',
        'kustomization,gitrepository',
        '--all',
        '--wait=true',
      ])
      .catch(() => undefined);
    await gitops.stop();
  }
}
