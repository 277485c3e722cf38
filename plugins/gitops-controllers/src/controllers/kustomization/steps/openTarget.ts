import { NetworkGuard } from '@backstage-gitops/http';
import { KubeClient, TransientError } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import type { KubeConfig } from '@kubernetes/client-node';
import { hostOf } from '../../../sources';
import { decodeKubeConfig } from '../../../target/decodeKubeConfig';
import { readInlineKubeConfig } from '../../../target/readInlineKubeConfig';
import { Reason } from '../conditions';
import type { KustomizationOptions } from '../options';
import { retryIntervalOf, timeoutOf } from '../schedule';
import type {
  Kustomization,
  KustomizationContext,
  KustomizationDeps,
} from '../types';

interface DataObject extends KubeObject {
  data?: Record<string, string>;
}

/** The cluster and identity with which a Kustomization's objects are applied. */
export interface Target {
  readonly client: KubeClient;
  /** True for another cluster than the one that holds the Kustomization. */
  readonly isRemote: boolean;
  /**
   * Does what asks the cluster. For another cluster it waits outside of the
   * controller's concurrency, since that may never answer.
   */
  use<T>(work: () => Promise<T>): Promise<T>;
  /** Gives back what was opened. */
  close(): Promise<void>;
}

/** User name of the service account to act as, if any. */
export function impersonatedUser(
  object: Kustomization,
  options: KustomizationOptions,
): string | undefined {
  const name = object.spec.serviceAccountName || options.defaultServiceAccount;
  return name
    ? `system:serviceaccount:${object.metadata.namespace}:${name}`
    : undefined;
}

function fail(object: Kustomization, message: string, cause?: unknown) {
  return new TransientError(Reason.reconciliationFailed, message, {
    cause,
    retryAfterMs: retryIntervalOf(object),
    eventMessage: `failed to build kube client: ${message}`,
  });
}

/** Why `kubeConfig.configMapRef` can't be used: it is missing, or not supported. */
async function refuseConfigMap({
  object,
  client,
  signal,
}: KustomizationContext): Promise<Error> {
  const name = object.spec.kubeConfig?.configMapRef?.name ?? '';
  const key = { namespace: object.metadata.namespace, name };
  const type = { apiVersion: 'v1', kind: 'ConfigMap' };
  try {
    await client.get(type, key, { signal, metadataOnly: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = `failed to get configmap ${key.namespace}/${name}: ${why}`;
    return fail(object, text, cause);
  }
  return fail(
    object,
    `kubeConfig.configMapRef '${key.namespace}/${name}': sign-in by a cloud provider is not supported yet; use kubeConfig.secretRef`,
  );
}

async function readKubeConfig(ctx: KustomizationContext): Promise<string> {
  const { object } = ctx;
  const { namespace } = object.metadata;
  const ref = object.spec.kubeConfig?.secretRef;
  if (!ref) throw await refuseConfigMap(ctx);
  let secret: DataObject;
  try {
    secret = await ctx.client.get<DataObject>(
      { apiVersion: 'v1', kind: 'Secret' },
      { namespace, name: ref.name },
      { signal: ctx.signal },
    );
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw fail(
      object,
      `unable to read KubeConfig secret '${namespace}/${ref.name}' error: ${why}`,
      cause,
    );
  }
  const keys = ref.key ? [ref.key] : ['value', 'value.yaml'];
  const found = keys.map(key => secret.data?.[key]).find(Boolean);
  if (!found) {
    throw fail(
      object,
      `KubeConfig secret '${namespace}/${ref.name}' does not contain a '${keys[0]}' key with a kubeconfig`,
    );
  }
  return Buffer.from(found, 'base64').toString('utf8');
}

/** Bytes of YAML that are read on the event loop. */
const SHORT_TEXT = 32 * 1024;
const MAX_DECODE_MS = 30_000;

async function parseKubeConfig(
  { key: { namespace }, object, signal }: KustomizationContext,
  text: string,
  { options, workers }: Pick<KustomizationDeps, 'options' | 'workers'>,
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
  } catch (error) {
    const name = object.spec.kubeConfig?.secretRef?.name;
    throw fail(
      object,
      `kubeConfig secret '${object.metadata.namespace}/${name}': ${
        (error as Error).message
      }`,
      error,
    );
  }
}

/** A request takes no longer, whatever `spec.timeout` says. */
const MAX_REQUEST_MS = 60_000;

/**
 * Opens the cluster to apply to: this one or that of `spec.kubeConfig`, as the
 * service account of the spec.
 * @throws TransientError - there is no usable kubeconfig
 */
export async function openTarget(
  ctx: KustomizationContext,
  {
    options,
    network,
    workers,
  }: Pick<KustomizationDeps, 'network' | 'options' | 'workers'>,
): Promise<Target> {
  const user = impersonatedUser(ctx.object, options);
  const identity = user ? { user } : undefined;
  if (!ctx.object.spec.kubeConfig) {
    return {
      client: ctx.client.as(identity),
      isRemote: false,
      use: work => work(),
      close: async () => undefined,
    };
  }
  const text = await readKubeConfig(ctx);
  const config = await parseKubeConfig(ctx, text, { options, workers });
  const host = hostOf(config.getCurrentCluster()?.server ?? '');
  const client = KubeClient.fromKubeConfig(config, {
    timeoutMs: Math.min(timeoutOf(ctx.object), MAX_REQUEST_MS),
    guard: new NetworkGuard(network),
  });
  return {
    client: client.as(identity),
    isRemote: true,
    use: work => ctx.waitFor({ on: host }, work),
    close: () => client.close(),
  };
}
