import {
  ACTION_PERMISSIONS,
  AGREED_ENTITIES_ANNOTATION,
  entityAnnotationOf,
  type ActionName,
  type ActionOffer,
  type EntityMatch,
  type GitOpsObject,
  type InventoryFacet,
  type Statement,
  type TargetFacet,
} from '@backstage-gitops/plugin-gitops-common';
import { offeredActions } from '../actions/offeredActions';
import type { PresentedNode } from '../graph/ClusterGraph';
import { isVisible, type Match } from '../matching/matchEntity';
import { toSummary } from './toSummary';

/** For whom an object is shown. */
interface ViewOptions {
  readonly entityRef: string;
  /** Names of the permissions that the caller has on the entity. */
  readonly permissions: ReadonlySet<string>;
  readonly nowMs: number;
  readonly inventory?: InventoryFacet;
  readonly target?: TargetFacet;
}

/**
 * One row of the tab. Of an object that does not agree to the entity, nothing
 * is shown but its name and what to add.
 */
export function toGitOpsObject(
  match: Match,
  options: ViewOptions,
): GitOpsObject {
  const { node } = match;
  const { inventory, target, permissions, nowMs } = options;
  const actions = offerActions(match, permissions);
  const view = toMatchView(match, options.entityRef);
  return isVisible(match)
    ? { ...toSummary(node, nowMs), match: view, inventory, target, actions }
    : { ...toHidden(match, options.entityRef), match: view, actions };
}

function toHidden({ node }: Match, entityRef: string) {
  return {
    ref: node.ref,
    role: node.presenter.role,
    state: 'Unknown',
    statement: stateNotAgreed('notAgreed', entityRef),
    willRetry: false,
    facts: [],
  } as const;
}

function toMatchView(match: Match, entityRef: string): EntityMatch {
  const { origin, isNamedByEntity, isAgreedByObject, hasSharedId } = match;
  const view = { origin, isNamedByEntity, isAgreedByObject };
  if (!isAgreedByObject) {
    const code = hasSharedId ? 'sharedIdOnly' : 'notAgreed';
    return { ...view, statement: stateNotAgreed(code, entityRef) };
  }
  return isNamedByEntity
    ? view
    : { ...view, statement: stateClaim(match.node) };
}

function stateNotAgreed(
  code: 'notAgreed' | 'sharedIdOnly',
  entityRef: string,
): Statement {
  const annotation = AGREED_ENTITIES_ANNOTATION;
  return { code, params: { annotation, value: entityRef } };
}

function stateClaim({ ref }: PresentedNode): Statement {
  return {
    code: 'claimedByObject',
    params: {
      annotation: entityAnnotationOf(ref.kind),
      value: `${ref.cluster}/${ref.namespace}/${ref.name}`,
    },
  };
}

function offerActions(
  match: Match,
  permissions: ReadonlySet<string>,
): ActionOffer[] {
  return offeredActions(match.node).map(action => {
    const permission = ACTION_PERMISSIONS[action].name;
    if (!isAgreedTo(action, match)) {
      const deniedBy = 'not-agreed' as const;
      return { action, permission, isAllowed: false, deniedBy };
    }
    return permissions.has(permission)
      ? { action, permission, isAllowed: true }
      : { action, permission, isAllowed: false, deniedBy: 'permission' };
  });
}

function isAgreedTo(action: ActionName, match: Match): boolean {
  const isAboutSource = action === 'reconcile-with-source';
  return match.isAgreedByObject && (!isAboutSource || match.isSourceAgreed);
}
