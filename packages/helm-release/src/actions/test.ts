import { requireReleaseName } from '@backstage-gitops/helm';
import { compareHooks } from '../hooks/hookOrder';
import { HookError } from '../hooks/HookError';
import { runHooksUntilCleanup } from '../hooks/runHooks';
import type { Release, ReleaseHook } from '../release/release';
import { requireReachable } from './capabilities';
import { ActionError } from './errors';
import { toActionError } from './failures';
import { storeSignal } from './recordRelease';
import { toActionEnd } from './toActionEnd';
import type { ActionContext, TestOptions } from './types';

/**
 * Runs the test hooks of the newest revision of a release, and stores how each
 * of them ended.
 * @returns the revision with the last runs of its hooks
 * @throws ActionError - `hook`, with that revision: a test failed
 * @see helm.sh/helm/v4@v4.2.1 pkg/action/release_testing.go
 */
export async function testRelease(
  context: ActionContext,
  options: TestOptions,
): Promise<Release> {
  try {
    await requireReachable(context);
    const release = await readNewest(context, options.name);
    return await runTests(context, options, release);
  } catch (error) {
    throw toActionEnd(context, error);
  }
}

async function readNewest(
  { storage, signal }: ActionContext,
  name: string,
): Promise<Release> {
  try {
    requireReleaseName(name);
  } catch (cause) {
    const message = `releaseTest: Release name is invalid: ${name}`;
    throw new ActionError('name', message, { cause });
  }
  const newest = (await storage.history(name, signal)).at(-1);
  if (!newest) throw new ActionError('not-found', 'release: not found');
  return newest;
}

async function runTests(
  context: ActionContext,
  options: TestOptions,
  release: Release,
): Promise<Release> {
  const { skipped, selected } = divideHooks(release, options);
  const ended = await runHooksUntilCleanup(
    context,
    { ...release, hooks: selected },
    'test',
    {
      timeoutMs: options.timeoutMs,
      waitStrategy: 'watcher',
      serverSideApply: release.applyMethod === 'ssa',
    },
  );
  // Helm stores the hooks that did not run before those that did.
  const tested = { ...release, hooks: [...skipped, ...ended.release.hooks] };
  const errors: unknown[] = ended.error ? [ended.error] : [];
  try {
    await context.storage.update(tested, storeSignal());
    await options.beforeCleanup?.(tested);
  } catch (error) {
    errors.push(error);
  }
  await ended.cleanUp().catch(error => errors.push(error));
  if (errors.length === 0) return tested;
  const code = errors[0] instanceof HookError ? 'hook' : undefined;
  throw toActionError(errors[0], { code, release: tested });
}

/** Hooks that a test run passes over, and those among which its tests are. */
function divideHooks(
  { hooks }: Release,
  { filters = [] }: TestOptions,
): { skipped: ReleaseHook[]; selected: ReleaseHook[] } {
  const names = (isExcluded: boolean) =>
    filters
      .filter(({ exclude = false }) => exclude === isExcluded)
      .map(({ name }) => name);
  const excluded = names(true);
  const included = names(false);
  const isSelected = ({ name }: ReleaseHook) =>
    !excluded.includes(name) &&
    (included.length === 0 || included.includes(name));
  const isPassedOver = (hook: ReleaseHook) => !isSelected(hook);
  const skipped = hooks.filter(({ name }) => excluded.includes(name));
  const others = hooks.filter(
    hook => isPassedOver(hook) && !excluded.includes(hook.name),
  );
  return {
    skipped: [...skipped, ...others],
    selected: hooks.filter(isSelected),
  };
}

/** What the Pod of one test has printed. */
export interface TestLog {
  readonly hook: string;
  readonly text: string;
}

/**
 * What the Pods of the tests of a release have printed, in the order of the
 * tests; to be called in `beforeCleanup`.
 * @throws ActionError - `unable to get pod logs for …`
 */
export async function readTestLogs(
  { client, signal }: ActionContext,
  release: Release,
  options: TestOptions,
): Promise<TestLog[]> {
  const { selected } = divideHooks(release, options);
  const logs: TestLog[] = [];
  for (const { name, events } of [...selected].sort(compareHooks)) {
    if (!events.includes('test')) continue;
    const decoder = new TextDecoder();
    let text = '';
    try {
      const pod = { namespace: options.namespace, name };
      for await (const chunk of client.readLogs(pod, { signal })) {
        text += decoder.decode(chunk, { stream: true });
      }
    } catch (error) {
      throw toActionError(error, {
        prefix: `unable to get pod logs for ${name}: `,
        release,
      });
    }
    logs.push({ hook: name, text });
  }
  return logs;
}
