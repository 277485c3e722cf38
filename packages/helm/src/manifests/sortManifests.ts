import { HelmError, messageOf } from '../errors';
import { compareStrings } from '../text/compareStrings';
import { trimSpace } from '../text/trimSpace';
import { INSTALL_ORDER, sortByKind } from './kindOrder';
import type { Hook, HookEvent, Manifest } from './manifest';
import { readManifestHead, type ManifestHead } from './manifestHead';
import { splitManifests } from './splitManifests';
import type { SplitOptions } from './splitManifests';

const HOOK = 'helm.sh/hook';
const HOOK_WEIGHT = 'helm.sh/hook-weight';
const HOOK_DELETE_POLICY = 'helm.sh/hook-delete-policy';
const HOOK_OUTPUT_LOG_POLICY = 'helm.sh/hook-output-log-policy';

const EVENTS: ReadonlyMap<string, HookEvent> = new Map<string, HookEvent>([
  ['pre-install', 'pre-install'],
  ['post-install', 'post-install'],
  ['pre-delete', 'pre-delete'],
  ['post-delete', 'post-delete'],
  ['pre-upgrade', 'pre-upgrade'],
  ['post-upgrade', 'post-upgrade'],
  ['pre-rollback', 'pre-rollback'],
  ['post-rollback', 'post-rollback'],
  ['test', 'test'],
  // The name that Helm 2 used.
  ['test-success', 'test'],
]);

/** Rendered objects, divided and ordered. */
export interface SortedManifests {
  readonly manifests: readonly Manifest[];
  readonly hooks: readonly Hook[];
}

/**
 * Splits rendered files into documents, takes the hooks out and sorts both by
 * kind in install order.
 * @param files - rendered text by template path
 * @throws HelmError - code MANIFEST: `YAML parse error on <path>: …`
 */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  warn?: (message: string) => void,
  options?: SplitOptions,
): SortedManifests {
  const manifests: Manifest[] = [];
  const hooks: Hook[] = [];
  const paths = [...files.keys()].sort(compareStrings);
  for (const path of paths) {
    const text = files.get(path) ?? '';
    if (!isPartial(path) && trimSpace(text) !== '') {
      for (const content of splitManifests(text, options)) {
        const head = readHead(path, content);
        const hookTypes = head.annotations.get(HOOK);
        if (hookTypes === undefined) {
          const { apiVersion, kind, name } = head;
          manifests.push({ path, content, apiVersion, kind, name });
        } else {
          hooks.push(...toHook(path, content, head, { hookTypes, warn }));
        }
      }
    }
  }
  return {
    manifests: sortByKind(manifests, INSTALL_ORDER),
    hooks: sortByKind(hooks, INSTALL_ORDER),
  };
}

/** Files whose name begins with `_` only define templates. */
export function isPartial(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('_');
}

function readHead(path: string, content: string): ManifestHead {
  try {
    return readManifestHead(content);
  } catch (error) {
    throw new HelmError(
      'MANIFEST',
      `YAML parse error on ${path}: ${messageOf(error)}`,
      { file: path, cause: error },
    );
  }
}

/** The hook, or nothing when an event is not one of Helm's. */
function toHook(
  path: string,
  content: string,
  head: ManifestHead,
  given: { hookTypes: string; warn?: (message: string) => void },
): Hook[] {
  const events = listOf(given.hookTypes).map(type => EVENTS.get(type));
  if (events.includes(undefined)) {
    given.warn?.(`skipping unknown hooks hookTypes=${given.hookTypes}`);
    return [];
  }
  return [
    {
      path,
      content,
      kind: head.kind,
      name: head.name,
      events: events as HookEvent[],
      weight: weightOf(head),
      deletePolicies: listOf(head.annotations.get(HOOK_DELETE_POLICY)),
      outputLogPolicies: listOf(head.annotations.get(HOOK_OUTPUT_LOG_POLICY)),
    },
  ];
}

function listOf(annotation: string | undefined): string[] {
  return (
    annotation?.split(',').map(item => trimSpace(item).toLowerCase()) ?? []
  );
}

/** A weight that is no number counts as 0. */
function weightOf(head: ManifestHead): number {
  const text = head.annotations.get(HOOK_WEIGHT) ?? '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}
