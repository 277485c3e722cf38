import { GitError, updateBranch } from '@backstage-gitops/git';
import type { NewCommit, UpdateRequest } from '@backstage-gitops/git';
import { StalledError, TransientError } from '@backstage-gitops/kube';
import { Reason } from '../reasons';
import { settersOf } from '../setters';
import type { PolicyImage } from '../setters';
import {
  MessageTemplateError,
  renderMessage,
} from '../templates/renderMessage';
import type { FileChanges } from '../templates/results';
import type {
  ImageUpdateAutomationContext,
  ImageUpdateAutomationDeps,
} from '../types';
import { applyPolicies } from './applyPolicies';
import type { AutomationSource } from './resolveSource';

/** A commit that was pushed. */
export interface PushedCommit {
  readonly hash: string;
  readonly message: string;
}

/** What an update has done. */
export interface SourceUpdate {
  /** Head of the push branch afterwards. */
  readonly head: string | undefined;
  /** Undefined when every value was as it should be. */
  readonly pushed?: PushedCommit;
}

/** A run may wait for others that write to the branch. */
const OPERATIONS = 4;

/** Failures of the three parts of an update. */
function toFailure(
  error: unknown,
  part: 'checkout' | 'update',
  { signer }: AutomationSource,
): TransientError | StalledError {
  if (error instanceof TransientError || error instanceof StalledError) {
    return error;
  }
  const { message } = error as Error;
  if (error instanceof GitError && error.code === 'signing-key') {
    return new TransientError(
      Reason.sourceManagerFailed,
      `failed configuring source manager: could not read signing key from secret '${signer?.secret}': ${message}`,
      { cause: error },
    );
  }
  return new TransientError(
    Reason.gitOperationFailed,
    `failed to ${part} source: ${message}`,
    { cause: error },
  );
}

/** Refspecs besides the branch, which is pushed in any case. */
export function refspecsOf({ git, push }: AutomationSource): string[] {
  const refspec = git.push?.refspec;
  if (!refspec) return [];
  const [source, destination] = refspec.replace(/^\+/, '').split(':');
  const branch = `refs/heads/${push}`;
  const isSame =
    destination === branch && (source === 'HEAD' || source === branch);
  return isSame ? [] : [refspec];
}

function toRequest(
  source: AutomationSource,
  { queue, gates }: ImageUpdateAutomationDeps,
  signal: AbortSignal,
): UpdateRequest {
  const { remote, push: branch, isSwitched, checkout, git } = source;
  const isBranchAlone =
    !checkout ||
    !(checkout.commit || checkout.name || checkout.tag || checkout.semver);
  const restart = isSwitched ? !gates.GitAllBranchReferences : !isBranchAlone;
  const force = isSwitched && gates.GitForcePushBranch;
  const refspecs = refspecsOf(source);
  return {
    ...{ remote, branch, queue, signal, restart },
    from: checkout ?? { branch: 'master' },
    // What no new attempt would change.
    ...(restart && !force ? { attempts: 1 } : {}),
    push: {
      force,
      ...(refspecs.length > 0
        ? { refspecs: [`HEAD:refs/heads/${branch}`, ...refspecs] }
        : {}),
      options: Object.entries(git.push?.options ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`),
      mayDropOptions: true,
    },
  };
}

/**
 * @throws StalledError - RemovedTemplateField; TransientError - GitOperationFailed
 */
function messageOf(
  ctx: ImageUpdateAutomationContext,
  { git }: AutomationSource,
  data: {
    files: FileChanges;
    images: readonly PolicyImage[];
    hasEarlierFields: boolean;
  },
): string {
  const { namespace = '', name } = ctx.key;
  const { messageTemplate, messageTemplateValues: values } = git.commit;
  try {
    return renderMessage(messageTemplate, {
      ...data,
      automation: { namespace, name },
      values,
    });
  } catch (error) {
    const isRemoved =
      error instanceof MessageTemplateError && error.code === 'removed-field';
    if (!isRemoved) throw error;
    throw new StalledError(Reason.removedTemplateField, error.message);
  }
}

/** @throws TransientError - UpdateFailed */
async function applying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GitError && error.code === 'aborted') throw error;
    throw new TransientError(
      Reason.updateFailed,
      `failed to apply policies: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Sets the marked values in the repository, and commits and pushes them. When
 * somebody else was faster, it starts over from their commit.
 * @throws StalledError - RemovedTemplateField; TransientError - UpdateFailed,
 *   GitOperationFailed, SourceManagerFailed
 */
export async function updateSource(
  ctx: ImageUpdateAutomationContext,
  deps: ImageUpdateAutomationDeps,
  source: AutomationSource,
  images: readonly PolicyImage[],
): Promise<SourceUpdate> {
  const { git, signer, timeoutMs } = source;
  const signal = AbortSignal.any([
    ctx.signal,
    AbortSignal.timeout(timeoutMs * OPERATIONS),
  ]);
  let part: 'checkout' | 'update' = 'checkout';
  let message = '';
  try {
    const request = toRequest(source, deps, signal);
    const { head, commit } = await updateBranch(request, async files => {
      part = 'checkout';
      const { path } = ctx.object.spec.update ?? {};
      const changes = await applying(() =>
        applyPolicies(files, path, settersOf(images)),
      );
      if (changes.size === 0) return undefined;
      part = 'update';
      message = messageOf(ctx, source, {
        files: changes,
        images,
        hasEarlierFields: deps.gates.EarlierMessageTemplateFields,
      });
      const { name, email } = git.commit.author;
      const timeMs = ctx.clock.now();
      const author = { email, timeMs, ...(name ? { name } : {}) };
      const made: NewCommit = { author, message, isVerbatim: true, signer };
      return made;
    });
    return commit === undefined
      ? { head }
      : { head, pushed: { hash: commit, message } };
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    throw toFailure(error, part, source);
  }
}
