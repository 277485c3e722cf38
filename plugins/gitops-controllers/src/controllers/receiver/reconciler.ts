import {
  FINALIZER,
  formatDuration,
  isNotFound,
  parseDuration,
  PROGRESSING,
  summarizeOutcome,
  TransientError,
} from '@backstage-gitops/kube';
import type {
  Outcome,
  ReconcileContext,
  Reconciler,
  ReconcileResult,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  receiverKind,
} from '@backstage-gitops/plugin-gitops-common';
import { checkSpec } from './checkSpec';
import { reasons } from './types';
import type { Receiver } from './types';
import { webhookPathOf } from './webhookPath';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const DEFAULT_INTERVAL_MS = 600_000;

/** Reads the token, and says under which path calls are taken. */
export class ReceiverReconciler implements Reconciler<Receiver> {
  readonly type = {
    apiVersion: apiVersionOf(receiverKind),
    kind: receiverKind.kind,
  };
  readonly controllerName = receiverKind.component;
  readonly fieldOwner = receiverKind.component;
  readonly finalizer = FINALIZER;

  async reconcile(ctx: ReconcileContext<Receiver>): Promise<ReconcileResult> {
    const { spec, metadata } = ctx.object;
    checkSpec(spec);
    await ctx.progress(PROGRESSING, 'Reconciliation in progress');
    const token = await readToken(ctx);
    const { name = '', namespace = '' } = metadata;
    ctx.status.webhookPath = webhookPathOf({ token, name, namespace });
    const intervalMs = spec.interval
      ? parseDuration(spec.interval)
      : DEFAULT_INTERVAL_MS;
    ctx.event({
      type: 'Normal',
      reason: 'Succeeded',
      message: `Reconciliation finished, next run in ${formatDuration(
        intervalMs,
      )}`,
    });
    return { requeueAfterMs: intervalMs, exact: true };
  }

  summarize(ctx: ReconcileContext<Receiver>, outcome: Outcome): void {
    if (isTokenMissing(outcome)) delete ctx.status.webhookPath;
    summarizeOutcome(ctx, outcome, {
      reason: 'Succeeded',
      message: `Receiver initialized for path: ${ctx.status.webhookPath}`,
    });
  }

  async finalize(): Promise<void> {
    // Nothing but the object itself has to go.
  }
}

function isTokenMissing(outcome: Outcome): boolean {
  return (
    outcome.kind === 'failure' && outcome.error.reason === reasons.tokenNotFound
  );
}

/** @throws TransientError - TokenNotFound; its event has the reason Failed */
async function readToken(ctx: ReconcileContext<Receiver>): Promise<Buffer> {
  const { spec, metadata } = ctx.object;
  if (!spec.secretRef) return Buffer.alloc(0);
  const { namespace = '' } = metadata;
  const key = { namespace, name: spec.secretRef.name };
  const place = `'${namespace}/${key.name}'`;
  const missing = (message: string, cause?: unknown) => {
    ctx.event({ type: 'Warning', reason: 'Failed', message });
    const options = { cause, event: 'none' } as const;
    return new TransientError(reasons.tokenNotFound, message, options);
  };
  let secret: UnstructuredObject;
  try {
    secret = await ctx.client.get(SECRET, key, { signal: ctx.signal });
  } catch (error) {
    const detail = isNotFound(error)
      ? `secrets "${key.name}" not found`
      : (error as Error).message;
    const message = `unable to read token from secret ${place} error: ${detail}`;
    throw missing(message, error);
  }
  const data = (secret.data ?? {}) as Record<string, string>;
  if (!Object.hasOwn(data, 'token')) {
    throw missing(`invalid ${place} secret data: required fields 'token'`);
  }
  return Buffer.from(data.token, 'base64');
}
