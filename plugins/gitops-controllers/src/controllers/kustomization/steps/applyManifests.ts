import {
  AppliedObjectCache,
  Change,
  formatChanges,
  ResourceManager,
  TransientError,
} from '@backstage-gitops/kube';
import type {
  ApplySetOptions,
  KubeClient,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import {
  FORCE_ANNOTATION,
  RECONCILE_ANNOTATION,
  SSA_ANNOTATION,
} from '@backstage-gitops/plugin-gitops-common';
import { compileIgnoreRules } from '../../../applied/compileIgnoreRules';
import { Reason } from '../conditions';
import type { KustomizationOptions } from '../options';
import { retryIntervalOf } from '../schedule';
import type { KustomizationContext } from '../types';

/** Manager of all applied fields; Flux's own, so that clusters can change hands. */
export const FIELD_MANAGER = 'kustomize-controller';

/** Marks that keep the controller's hands off an object. */
export const EXCLUDE = {
  [RECONCILE_ANNOTATION]: 'disabled',
  [SSA_ANNOTATION]: 'Ignore',
};

/** Applies with the identity and rules of the Kustomization controller. */
export function createResourceManager(
  client: KubeClient,
  options: KustomizationOptions,
  applied?: AppliedObjectCache,
): ResourceManager {
  return new ResourceManager({
    client,
    fieldManager: FIELD_MANAGER,
    concurrency: options.concurrentSsa,
    applied,
  });
}

/** Managers and marks of earlier tools that give way. */
function cleanupOf(options: KustomizationOptions): ApplySetOptions['cleanup'] {
  const both = ['Apply', 'Update'] as const;
  return {
    annotations: [
      'kubectl.kubernetes.io/last-applied-configuration',
      'kustomize.toolkit.fluxcd.io/checksum',
      'fluxcd.io/sync-checksum',
    ],
    labels: ['fluxcd.io/sync-gc-mark'],
    managers: [
      ...both.map(operation => ({ name: 'kubectl', exact: false, operation })),
      ...both.map(operation => ({
        name: 'before-first-apply',
        exact: true,
        operation,
      })),
      { name: FIELD_MANAGER, exact: true, operation: 'Update' },
      ...options.overrideManagers.flatMap(name =>
        both.map(operation => ({ name, exact: true, operation })),
      ),
    ],
  };
}

/** A Secret with SOPS ciphertext must never reach the cluster. */
function refuseCiphertext(
  ctx: KustomizationContext,
  objects: readonly UnstructuredObject[],
): void {
  const encrypted = objects.find(
    object => object.kind === 'Secret' && isEncrypted(object),
  );
  if (!encrypted) return;
  const { namespace, name } = encrypted.metadata;
  const subject = namespace ? `Secret/${namespace}/${name}` : `Secret/${name}`;
  throw new TransientError(
    Reason.reconciliationFailed,
    `${subject} is SOPS encrypted, configuring decryption is required for this secret to be reconciled`,
    { retryAfterMs: retryIntervalOf(ctx.object) },
  );
}

const CIPHERTEXT = /^ENC\[AES256_GCM,data:[^,]*,iv:[^,]+,tag:[^,]+,type:\w+\]$/;

/** True for a SOPS document, also when its `sops` field was lost on the way. */
function isEncrypted(object: UnstructuredObject): boolean {
  const mac = (object.sops as { mac?: unknown } | undefined)?.mac;
  if (mac) return true;
  const data = Object.values((object.data ?? {}) as Record<string, unknown>);
  return data.some(
    value =>
      typeof value === 'string' &&
      (CIPHERTEXT.test(value) ||
        CIPHERTEXT.test(Buffer.from(value, 'base64').toString('utf8'))),
  );
}

/**
 * Applies the plan in stages and emits one event that lists the changes.
 * @returns a change for every object, in the order of the inventory
 * @throws TransientError - ReconciliationFailed
 */
export async function applyManifests(
  ctx: KustomizationContext,
  manager: ResourceManager,
  objects: readonly UnstructuredObject[],
  {
    options,
    onDrift,
  }: {
    readonly options: KustomizationOptions;
    readonly onDrift?: ApplySetOptions['onDrift'];
  },
): Promise<Change[]> {
  refuseCiphertext(ctx, objects);
  const applied: Change[] = [];
  try {
    return await manager.applyStaged(
      objects,
      {
        signal: ctx.signal,
        force: ctx.object.spec.force,
        forceSelector: { [FORCE_ANNOTATION]: 'enabled' },
        exclude: EXCLUDE,
        onlyCreate: { [SSA_ANNOTATION]: 'IfNotPresent' },
        cleanup: cleanupOf(options),
        cleanupExclude: { [SSA_ANNOTATION]: 'Merge' },
        ignoreRules: compileIgnoreRules(ctx.object.spec.ignore ?? []),
        customStageKinds: new Set(options.customApplyStageKinds),
        waitFor: wait => ctx.waitFor({}, wait),
        onDrift,
      },
      changes => applied.push(...changes),
    );
  } catch (error) {
    ctx.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new TransientError(Reason.reconciliationFailed, why, {
      cause: error,
      retryAfterMs: retryIntervalOf(ctx.object),
    });
  } finally {
    emitChanges(ctx, applied);
  }
}

/** One event that lists what was created and configured, if anything was. */
function emitChanges(
  ctx: KustomizationContext,
  changes: readonly Change[],
): void {
  const shown = changes.filter(({ action }) =>
    ['created', 'configured'].includes(action),
  );
  if (shown.length === 0) return;
  ctx.event({
    type: 'Normal',
    reason: 'Progressing',
    message: formatChanges(shown),
  });
}
