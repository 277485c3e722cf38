import { NetworkGuard } from '@backstage-gitops/http';
import type { NetworkPolicy } from '@backstage-gitops/http';
import { KubeClient } from '@backstage-gitops/kube';
import type {
  KubeClientOptions,
  KubeObject,
  ReconcileContext,
  ReconciledObject,
} from '@backstage-gitops/kube';
import type { KubeConfig } from '@kubernetes/client-node';
import type { KustomizationSpec } from '@backstage-gitops/plugin-gitops-common';
import { hostOf } from '../sources/hostOf';
import type { TaskInput, TaskOutput } from '../worker/loadTask';
import type { TaskOptions } from '../worker/WorkerPool';
import { decodeKubeConfig } from './decodeKubeConfig';
import { openReferencedCluster } from './openReferencedCluster';
import type { TokenOptions } from './openReferencedCluster';
import { readClusterReference } from './readClusterReference';
import { readInlineKubeConfig } from './readInlineKubeConfig';
import type { ServiceAccountTokens } from './ServiceAccountTokens';
import { TargetError, textOf } from './TargetError';

interface DataObject extends KubeObject {
  data?: Record<string, string>;
}

/** An object whose spec names the cluster and the account that it is applied with. */
interface TargetOwner extends ReconciledObject {
  spec: {
    suspend?: boolean;
    kubeConfig?: KustomizationSpec['kubeConfig'];
    serviceAccountName?: string;
  };
}

/** The cluster and identity with which an object of ours is applied. */
export interface Target {
  readonly client: KubeClient;
  /** True for another cluster than the one that holds the object. */
  readonly isRemote: boolean;
  /**
   * Does what asks the cluster. For another cluster it waits outside of the
   * controller's concurrency, since that may never answer.
   */
  use<T>(work: () => Promise<T>): Promise<T>;
  /** Gives back what was opened. */
  close(): Promise<void>;
}

/** Options of the controllers that apply objects. */
interface TargetOptions extends TokenOptions {
  readonly defaultServiceAccount: string;
  readonly insecureKubeConfigExec: boolean;
  readonly insecureKubeConfigTls: boolean;
}

/** What targets are opened with. */
interface TargetDeps {
  readonly options: TargetOptions;
  readonly network?: NetworkPolicy;
  /** Those of clusters that trust them. Default: none is used again. */
  readonly tokens?: ServiceAccountTokens;
  readonly workers: {
    run(
      task: 'decodeKubeConfig',
      ...rest: DecodeArguments
    ): Promise<TaskOutput<'decodeKubeConfig'>>;
  };
}

type DecodeArguments = [
  input: TaskInput<'decodeKubeConfig'>,
  options: TaskOptions,
];

/** User name of the service account to act as, if any. */
function impersonatedUser(
  { metadata, spec }: TargetOwner,
  options: Pick<TargetOptions, 'defaultServiceAccount'>,
): string | undefined {
  const name = spec.serviceAccountName || options.defaultServiceAccount;
  return name
    ? `system:serviceaccount:${metadata.namespace}:${name}`
    : undefined;
}

/** True when the account as which objects are deleted still exists. */
export async function hasAccount(
  {
    object,
    client,
    signal,
  }: Pick<ReconcileContext<TargetOwner>, 'object' | 'client' | 'signal'>,
  options: Pick<TargetOptions, 'defaultServiceAccount'>,
): Promise<boolean> {
  const user = impersonatedUser(object, options);
  if (!user || object.spec.kubeConfig) return true;
  const name = user.split(':').at(-1) ?? '';
  const found = await client.find(
    { apiVersion: 'v1', kind: 'ServiceAccount' },
    { namespace: object.metadata.namespace, name },
    { metadataOnly: true, signal },
  );
  return found !== undefined;
}

async function readKubeConfig(
  ctx: ReconcileContext<TargetOwner>,
  ref: NonNullable<NonNullable<KustomizationSpec['kubeConfig']>['secretRef']>,
): Promise<string> {
  const { namespace } = ctx.object.metadata;
  const source = `${namespace}/${ref.name}`;
  let secret: DataObject;
  try {
    secret = await ctx.client.get<DataObject>(
      { apiVersion: 'v1', kind: 'Secret' },
      { namespace, name: ref.name },
      { signal: ctx.signal },
    );
  } catch (cause) {
    const text = `unable to read KubeConfig secret '${source}' error: ${textOf(
      cause,
    )}`;
    throw new TargetError('secret', text, source, { cause });
  }
  const keys = ref.key ? [ref.key] : ['value', 'value.yaml'];
  const found = keys.map(key => secret.data?.[key]).find(Boolean);
  if (!found) {
    const text = `KubeConfig secret '${source}' does not contain a '${keys[0]}' key with a kubeconfig`;
    throw new TargetError('key', text, source);
  }
  return Buffer.from(found, 'base64').toString('utf8');
}

/** Bytes of YAML that are read on the event loop. */
const SHORT_TEXT = 32 * 1024;
const MAX_DECODE_MS = 30_000;

async function parseKubeConfig(
  { key: { namespace }, object, signal }: ReconcileContext<TargetOwner>,
  text: string,
  { options, workers }: TargetDeps,
): Promise<KubeConfig> {
  try {
    const config =
      text.length <= SHORT_TEXT
        ? await decodeKubeConfig({ text })
        : await workers.run(
            'decodeKubeConfig',
            { text },
            { namespace, signal, timeoutMs: MAX_DECODE_MS },
          );
    return readInlineKubeConfig(config, {
      exec: options.insecureKubeConfigExec,
      insecureTls: options.insecureKubeConfigTls,
    });
  } catch (cause) {
    const { name } = object.spec.kubeConfig?.secretRef ?? {};
    const source = `${object.metadata.namespace}/${name}`;
    const why = textOf(cause);
    const message = `kubeConfig secret '${source}': ${why}`;
    throw new TargetError('config', message, source, { cause });
  }
}

/** A request takes no longer, whatever the timeout of the object says. */
const MAX_REQUEST_MS = 60_000;

/**
 * Opens the cluster to apply to: this one or that of `spec.kubeConfig`, as the
 * service account of the spec.
 * @param timeoutMs - of the object; a request takes no longer
 * @throws TargetError - there is no usable kubeconfig
 */
export async function openTarget<T extends TargetOwner>(
  ctx: ReconcileContext<T>,
  deps: TargetDeps,
  timeoutMs: number,
): Promise<Target> {
  const owner = ctx as unknown as ReconcileContext<TargetOwner>;
  const user = impersonatedUser(owner.object, deps.options);
  const identity = user ? { user } : undefined;
  if (!owner.object.spec.kubeConfig) {
    return {
      client: ctx.client.as(identity),
      isRemote: false,
      use: work => work(),
      close: async () => undefined,
    };
  }
  const remote = await openRemote(owner, deps, {
    timeoutMs: Math.min(timeoutMs, MAX_REQUEST_MS),
    guard: new NetworkGuard(deps.network),
    beforeWrite: ctx.client.beforeWrite,
  });
  return {
    client: remote.client.as(identity),
    isRemote: true,
    use: work => ctx.waitFor({ on: remote.host }, work),
    close: () => remote.client.close(),
  };
}

interface Remote {
  readonly client: KubeClient;
  /** `host:port` of its server. */
  readonly host: string;
}

async function openRemote(
  ctx: ReconcileContext<TargetOwner>,
  deps: TargetDeps,
  clientOptions: KubeClientOptions,
): Promise<Remote> {
  const { secretRef, configMapRef } = ctx.object.spec.kubeConfig ?? {};
  if (secretRef) {
    const text = await readKubeConfig(ctx, secretRef);
    const config = await parseKubeConfig(ctx, text, deps);
    const host = hostOf(config.getCurrentCluster()?.server ?? '');
    return { host, client: KubeClient.fromKubeConfig(config, clientOptions) };
  }
  const { namespace } = ctx.key;
  const key = { namespace, name: configMapRef?.name ?? '' };
  const reference = await readClusterReference(ctx.client, key, ctx.signal);
  const source = `${namespace}/${key.name}`;
  const client = await openReferencedCluster(
    ctx,
    reference,
    { ...deps, source },
    clientOptions,
  );
  return { host: hostOf(reference.url), client };
}
