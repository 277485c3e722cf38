import {
  equalJson,
  FINALIZER,
  parseDuration,
  StalledError,
  summarizeOutcome,
  TransientError,
} from '@backstage-gitops/kube';
import type {
  Outcome,
  Reconciler,
  ReconcileResult,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  imagePolicyKind,
} from '@backstage-gitops/plugin-gitops-common';
import type {
  ImagePolicy,
  ImageRepository,
} from '@backstage-gitops/plugin-gitops-common';
import {
  emitSuccess,
  ImageReason,
  observeSuspended,
  parseImage,
  requireGate,
} from '../../images';
import { reportStart } from '../../sources';
import { describeLatest } from './describeLatest';
import { readPolicy } from './policy/chooseTag';
import { InvalidPolicyError, TagError } from './policy/TagOrder';
import { readTags } from './steps/readTags';
import { resolveDigest } from './steps/resolveDigest';
import { resolveRepository } from './steps/resolveRepository';
import type { ImagePolicyContext, ImagePolicyDeps } from './types';

/** Of spec.interval where it is zero. */
const DEFAULT_INTERVAL_MS = 600_000;

/** Milliseconds until the digest is looked up again; undefined: never. */
function intervalOf({ spec }: ImagePolicy): number | undefined {
  if (spec.digestReflectionPolicy !== 'Always') return undefined;
  return parseDuration(spec.interval ?? '0s') || DEFAULT_INTERVAL_MS;
}

/** @throws StalledError - IntervalNotConfigured, where the CRD lets it pass */
function requireInterval({ spec }: ImagePolicy): void {
  if (spec.digestReflectionPolicy !== 'Always' || spec.interval) return;
  throw new StalledError(
    ImageReason.intervalNotConfigured,
    "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'",
  );
}

/** The failure of a reconcile for an error of the policy. */
function toFailure(error: unknown): unknown {
  if (error instanceof InvalidPolicyError) {
    const { message } = error;
    return new StalledError(ImageReason.invalidPolicy, message, {
      cause: error,
    });
  }
  if (!(error instanceof TagError)) return error;
  return new TransientError(ImageReason.failure, error.message, {
    cause: error,
  });
}

/**
 * Chooses a tag of an ImageRepository.
 * @see Flux: image-reflector-controller, docs/spec/v1/imagepolicies.md
 */
export class ImagePolicyReconciler implements Reconciler<ImagePolicy> {
  readonly type = {
    apiVersion: apiVersionOf(imagePolicyKind),
    kind: imagePolicyKind.kind,
  };
  readonly controllerName = 'image-reflector-controller';
  readonly fieldOwner = 'image-reflector-controller';
  readonly finalizer = FINALIZER;

  constructor(private readonly deps: ImagePolicyDeps) {}

  async reconcile(ctx: ImagePolicyContext): Promise<ReconcileResult> {
    const { deps } = this;
    requireInterval(ctx.object);
    await reportStart(ctx);
    const repository = await resolveRepository(ctx, deps);
    parseImage(repository.spec);
    requireGate(
      repository.spec,
      deps.gates,
      'spec.serviceAccountName in the ImageRepository',
    );
    const tag = await this.chooseTag(ctx, repository);
    await this.recordLatest(ctx, repository, tag);
    const message = describeLatest(ctx.status);
    emitSuccess(ctx, message, message);
    return { requeueAfterMs: intervalOf(ctx.object), exact: true };
  }

  private async chooseTag(
    ctx: ImagePolicyContext,
    repository: ImageRepository,
  ): Promise<string> {
    try {
      const choose = readPolicy(ctx.object.spec);
      const tags = await readTags(ctx, this.deps, repository);
      return await choose(tags, ctx.signal);
    } catch (error) {
      throw toFailure(error);
    }
  }

  private async recordLatest(
    ctx: ImagePolicyContext,
    repository: ImageRepository,
    tag: string,
  ): Promise<void> {
    const { status } = ctx;
    const ref = { name: repository.spec.image, tag };
    const digest = await resolveDigest(ctx, this.deps, repository, ref);
    const latestRef = digest === undefined ? ref : { ...ref, digest };
    if (equalJson(latestRef, status.latestRef)) return;
    status.observedPreviousRef = status.latestRef;
    status.latestRef = latestRef;
  }

  summarize(ctx: ImagePolicyContext, outcome: Outcome): void {
    const message = describeLatest(ctx.status);
    summarizeOutcome(ctx, outcome, { reason: ImageReason.succeeded, message });
  }

  suspended(ctx: ImagePolicyContext): void {
    observeSuspended(ctx);
  }

  /** Nothing is kept about a policy. */
  async finalize(): Promise<void> {}
}
