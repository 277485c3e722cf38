import { SupersededError, TransientError } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import {
  KUSTOMIZATION_NAME_LABEL,
  KUSTOMIZATION_NAMESPACE_LABEL,
} from '@backstage-gitops/plugin-gitops-common';
import { BuildCache, buildKeyOf } from '../build/BuildCache';
import { asBuildError } from '../build/BuildError';
import type {
  BuildOutput,
  BuildRequest,
  DecryptionKeys,
  Substitution,
} from '../build/request';
import { Reason } from '../conditions';
import { retryIntervalOf } from '../schedule';
import { buildFailureText, runBuild } from './runBuild';
import type { BuildDeps } from './runBuild';
import type {
  Kustomization,
  KustomizationContext,
  KustomizationDeps,
  ResolvedSource,
} from '../types';

/** What a build starts from, besides the object. */
interface BuildInputs {
  readonly source: ResolvedSource;
  readonly substitution?: Substitution;
  readonly keys?: DecryptionKeys;
  /** Provides the archive; called only when the build is not remembered. */
  readonly withArchive: (
    build: (archive: SharedArrayBuffer) => Promise<BuildOutput>,
  ) => Promise<BuildOutput>;
  /** Called once the archive is there and holds the path. */
  readonly onPathFound: () => Promise<void>;
}

/** What is to be applied. */
export interface Plan {
  /** Labelled and final; shared between runs, not to be changed. */
  readonly objects: readonly UnstructuredObject[];
  /** Digest of the build before labels and common metadata. */
  readonly digest: string;
  /** Encrypted files that were changed after they were encrypted. */
  readonly macMismatches: readonly string[];
}

/** Remembers builds and the labelled objects made from them. */
export class Builder {
  readonly #builds = new BuildCache();
  readonly #plans = new WeakMap<BuildOutput, Map<string, Plan>>();

  constructor(
    private readonly deps: BuildDeps &
      Pick<KustomizationDeps, 'network' | 'options'>,
  ) {}

  /**
   * Builds what a Kustomization asks for, or recalls it.
   * @throws TransientError - ArtifactFailed: no such path; BuildFailed: the rest
   */
  async build(ctx: KustomizationContext, inputs: BuildInputs): Promise<Plan> {
    const request = this.#requestOf(ctx.object, inputs);
    const key = buildKeyOf(request);
    let output = this.#builds.get(key);
    if (!output) {
      output = await inputs.withArchive(archive =>
        this.#run(ctx, { ...request, archive }, inputs),
      );
      this.#builds.set(key, output);
    }
    await inputs.onPathFound();
    return this.#planOf(ctx.object, output);
  }

  #requestOf(
    object: Kustomization,
    inputs: BuildInputs,
  ): Omit<BuildRequest, 'archive'> {
    const { spec } = object;
    return {
      archiveDigest: inputs.source.artifact.digest,
      path: spec.path ?? '',
      overlay: {
        targetNamespace: spec.targetNamespace,
        namePrefix: spec.namePrefix,
        nameSuffix: spec.nameSuffix,
        patches: spec.patches,
        images: spec.images,
        components: spec.components,
        ignoreMissingComponents: spec.ignoreMissingComponents,
        buildMetadata: spec.buildMetadata,
      },
      substitution: inputs.substitution,
      decryption: inputs.keys && {
        keys: inputs.keys,
        network: this.deps.network,
      },
      strictMac: this.deps.options.strictMac,
    };
  }

  async #run(
    ctx: KustomizationContext,
    request: BuildRequest,
    inputs: BuildInputs,
  ): Promise<BuildOutput> {
    try {
      const output = await runBuild(ctx, this.deps, request);
      for (const warning of output.warnings) {
        ctx.logger.warn(warning, { object: ctx.key.name });
      }
      return output;
    } catch (error) {
      ctx.signal.throwIfAborted();
      if (error instanceof SupersededError) throw error;
      const known = asBuildError(error);
      const isSource = known?.code === 'path-not-found';
      if (!isSource) await inputs.onPathFound();
      throw new TransientError(
        isSource ? Reason.artifactFailed : Reason.buildFailed,
        known?.message ?? buildFailureText(error),
        { cause: error, retryAfterMs: retryIntervalOf(ctx.object) },
      );
    }
  }

  #planOf(object: Kustomization, output: BuildOutput): Plan {
    const { commonMetadata } = object.spec;
    const { namespace, name } = object.metadata;
    const key = JSON.stringify([namespace, name, commonMetadata]);
    const plans = this.#plans.get(output) ?? new Map<string, Plan>();
    this.#plans.set(output, plans);
    const known = plans.get(key);
    if (known) return known;
    const objects = output.objects.map(built => labelled(built, object));
    const { digest, macMismatches } = output;
    const plan = { objects, digest, macMismatches };
    plans.set(key, plan);
    return plan;
  }
}

/** Copy of an object with the owner's labels and the common metadata. */
function labelled(
  built: UnstructuredObject,
  owner: Kustomization,
): UnstructuredObject {
  const { commonMetadata } = owner.spec;
  const metadata = { ...built.metadata };
  metadata.labels = {
    ...metadata.labels,
    [KUSTOMIZATION_NAME_LABEL]: owner.metadata.name ?? '',
    [KUSTOMIZATION_NAMESPACE_LABEL]: owner.metadata.namespace ?? '',
    ...commonMetadata?.labels,
  };
  if (commonMetadata?.annotations) {
    metadata.annotations = {
      ...metadata.annotations,
      ...commonMetadata.annotations,
    };
  }
  return { ...built, metadata };
}
