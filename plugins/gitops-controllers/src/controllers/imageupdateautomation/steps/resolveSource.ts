import type { GitReference, RemoteOptions } from '@backstage-gitops/git';
import {
  isNotFound,
  parseDuration,
  ReconcileError,
  StalledError,
  TransientError,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  gitRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ImageUpdateAutomationSpec } from '@backstage-gitops/plugin-gitops-common';
import { SourceReason } from '../../../sources';
import { resolveAccess } from '../../gitrepository/steps/resolveAccess';
import { Reason } from '../reasons';
import { sourceKeyOf } from '../sourceKeyOf';
import type {
  GitRepository,
  ImageUpdateAutomationContext,
  ImageUpdateAutomationDeps,
} from '../types';
import { resolveSigner } from './resolveSigner';
import type { Signer } from './resolveSigner';

type GitSpec = NonNullable<ImageUpdateAutomationSpec['git']>;

/** What to check out and where to push. */
interface Branches {
  /** Undefined: the default branch. */
  readonly checkout?: GitReference;
  readonly push: string;
  /** Whether the push goes to another branch than the checkout came from. */
  readonly isSwitched: boolean;
}

/** Where an automation writes. */
export interface AutomationSource extends Branches {
  readonly git: GitSpec;
  readonly remote: RemoteOptions;
  /** Milliseconds that an operation may take. */
  readonly timeoutMs: number;
  readonly signer?: Signer;
}

/** Branch of a GitRepository that names none. */
const DEFAULT_BRANCH = 'master';
const DEFAULT_TIMEOUT = '60s';

function invalid(why: string): StalledError {
  return new StalledError(
    Reason.invalidSourceConfiguration,
    `${why}: invalid source configuration`,
  );
}

function failed(why: string, cause?: unknown): TransientError {
  return new TransientError(
    Reason.sourceManagerFailed,
    `failed configuring source manager: ${why}`,
    { cause },
  );
}

function requireGit(ctx: ImageUpdateAutomationContext): GitSpec {
  const { git, sourceRef } = ctx.object.spec;
  if (sourceRef.kind !== gitRepositoryKind.kind) {
    throw invalid(`source kind '${sourceRef.kind}' not supported`);
  }
  if (git) return git;
  throw invalid(`source kind '${sourceRef.kind}' necessitates field .spec.git`);
}

function refuseForeign(
  ctx: ImageUpdateAutomationContext,
  { options }: ImageUpdateAutomationDeps,
): void {
  const { namespace, name } = sourceKeyOf(ctx.object);
  if (!options.noCrossNamespaceRefs || namespace === ctx.key.namespace) return;
  throw new StalledError(
    Reason.accessDenied,
    `can't access '${gitRepositoryKind.kind}/${namespace}/${name}', cross-namespace references have been blocked`,
  );
}

async function readRepository(
  ctx: ImageUpdateAutomationContext,
): Promise<GitRepository> {
  const key = sourceKeyOf(ctx.object);
  const { group, kind } = gitRepositoryKind;
  try {
    return await ctx.client.get<GitRepository>(
      { apiVersion: apiVersionOf(gitRepositoryKind), kind },
      key,
      { signal: ctx.signal },
    );
  } catch (error) {
    throw isNotFound(error)
      ? failed(
          `referenced git repository does not exist: ${kind}.${group} "${key.name}" not found`,
          error,
        )
      : failed(
          `failed to get referenced git repository: ${
            (error as Error).message
          }`,
          error,
        );
  }
}

/**
 * @throws TransientError - SourceManagerFailed: there is no branch to push to
 */
function resolveBranches(
  git: GitSpec,
  reference: GitReference | undefined,
): Branches {
  const checkout = git.checkout?.ref ?? reference;
  const branch = checkout ? checkout.branch ?? '' : DEFAULT_BRANCH;
  const push = git.push?.branch;
  if (push) return { checkout, push, isSwitched: push !== branch };
  if (checkout?.branch) {
    return { checkout, push: checkout.branch, isSwitched: false };
  }
  throw failed(
    'push spec not provided, and cannot be inferred from .spec.git.checkout.ref or GitRepository .spec.ref',
  );
}

/** The same failure, as Flux's automation words and names it. */
function toFailure(error: unknown): unknown {
  if (!(error instanceof ReconcileError)) return error;
  const { message, reason } = error;
  if (reason === SourceReason.invalidProviderConfiguration) {
    return invalid(message);
  }
  const text = message
    .replace(
      /^failed to get secret '[^']*': failed to get /,
      'failed to get auth ',
    )
    .replace(/^failed to configure proxy options: /, '');
  return failed(text, error);
}

async function resolveRemote(
  ctx: ImageUpdateAutomationContext,
  deps: ImageUpdateAutomationDeps,
  repository: GitRepository,
): Promise<RemoteOptions> {
  const { client, signal } = ctx;
  const { namespace } = ctx.key;
  const reader = { object: repository, client, signal };
  const access = await resolveAccess(reader, deps).catch(error => {
    throw toFailure(error);
  });
  const { sshKexAlgos, sshHostkeyAlgos } = deps.options;
  return {
    url: repository.spec.url,
    ...access,
    network: deps.network,
    sshAlgorithms: { kex: sshKexAlgos, hostKey: sshHostkeyAlgos },
    decryptPrivateKey: (key, until) =>
      deps.workers.run('decryptPrivateKey', key, { namespace, signal: until }),
  };
}

/**
 * Reads where an automation writes, and with what credentials.
 * @throws StalledError - AccessDenied, InvalidSourceConfiguration;
 *   TransientError - SourceManagerFailed
 */
export async function resolveSource(
  ctx: ImageUpdateAutomationContext,
  deps: ImageUpdateAutomationDeps,
): Promise<AutomationSource> {
  const git = requireGit(ctx);
  refuseForeign(ctx, deps);
  const repository = await readRepository(ctx);
  const { ref, timeout = DEFAULT_TIMEOUT } = repository.spec;
  const branches = resolveBranches(git, ref);
  const remote = await resolveRemote(ctx, deps, repository);
  const signer = await resolveSigner(ctx, git, failed);
  const timeoutMs = parseDuration(timeout);
  return { ...branches, git, remote, timeoutMs, ...(signer ? { signer } : {}) };
}
