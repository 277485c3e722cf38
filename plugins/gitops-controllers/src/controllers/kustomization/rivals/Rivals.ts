import { formatKey, subjectOf, toInventoryId } from '@backstage-gitops/kube';
import type {
  Drift,
  KubeObject,
  ObjectKey,
  ObjectRef,
} from '@backstage-gitops/kube';
import {
  KUSTOMIZATION_NAME_LABEL,
  KUSTOMIZATION_NAMESPACE_LABEL,
} from '@backstage-gitops/plugin-gitops-common';
import { FIELD_MANAGER } from '../steps/applyManifests';
import type { KustomizationContext } from '../types';
import { disputingManagers } from './disputedFields';

/** Condition that another applier manages objects of this Kustomization too. */
export const OWNERSHIP_CONFLICT = 'OwnershipConflict';

const REASON = 'AppliedByAnother';
/** Objects that the message names. */
const MAX_NAMED = 5;
/** A rival that is not known here is forgotten this long after its last change. */
const RECENT_MS = 3_600_000;

/**
 * Whether a Kustomization, given as `namespace/name`, has an object in its
 * inventory; undefined: there is no such Kustomization here.
 */
type IsListed = (owner: string, ref: ObjectRef) => boolean | undefined;

interface Rival {
  readonly ref: ObjectRef;
  /** `namespace/name` of a Kustomization, or undefined for another applier. */
  readonly owner?: string;
  /** As the message has it. */
  readonly text: string;
  readonly seenAt: number;
}

function ownerOf({ metadata: { labels = {} } }: KubeObject): string {
  const namespace = labels[KUSTOMIZATION_NAMESPACE_LABEL];
  const name = labels[KUSTOMIZATION_NAME_LABEL];
  return namespace && name ? `${namespace}/${name}` : '';
}

/**
 * Notices that somebody else applies the same objects: an object of the
 * inventory carries the labels of another Kustomization, or an applier with
 * another name has set one of its fields to another value. The first apply of
 * an object says nothing, so that it can move from one to another.
 */
export class Rivals {
  /** By Kustomization, then by inventory id. */
  readonly #known = new Map<string, Map<string, Rival>>();

  constructor(private readonly isListed: IsListed) {}

  /** Looks at an object that differs from its manifest. */
  notice(ctx: KustomizationContext, { ref, live, dryRun }: Drift): void {
    const id = toInventoryId(ref);
    const entries = ctx.object.status?.inventory?.entries ?? [];
    if (!entries.some(entry => entry.id === id)) return;
    const seenAt = ctx.clock.now();
    const owner = ownerOf(live);
    const managers = disputingManagers(live, dryRun, FIELD_MANAGER);
    if (owner && owner !== ownerOf(dryRun)) {
      const text = `Kustomization/${owner}`;
      this.#of(ctx.key).set(id, { ref, owner, text, seenAt });
    } else if (managers.length > 0) {
      const text = `the field manager ${managers.join(', ')}`;
      this.#of(ctx.key).set(id, { ref, text, seenAt });
    }
  }

  /** Sets the condition, and emits a Warning when it says something new. */
  report(ctx: KustomizationContext): void {
    const known = this.#of(ctx.key);
    for (const [id, rival] of known) {
      if (!this.#isStill(rival, ctx)) known.delete(id);
    }
    if (known.size === 0) {
      this.#known.delete(formatKey(ctx.key));
      ctx.conditions.delete(OWNERSHIP_CONFLICT);
      return;
    }
    const message = describe([...known.values()]);
    const before = ctx.conditions.get(OWNERSHIP_CONFLICT)?.message;
    ctx.conditions.set(OWNERSHIP_CONFLICT, 'True', REASON, message);
    if (before === message) return;
    ctx.event({ type: 'Warning', reason: REASON, message });
  }

  /** Drops what is known, when the Kustomization is gone. */
  forget(key: ObjectKey): void {
    this.#known.delete(formatKey(key));
  }

  #of(key: ObjectKey): Map<string, Rival> {
    const name = formatKey(key);
    const known = this.#known.get(name) ?? new Map<string, Rival>();
    this.#known.set(name, known);
    return known;
  }

  #isStill({ ref, owner, seenAt }: Rival, ctx: KustomizationContext): boolean {
    const isHere = ctx.status.inventory?.entries.some(
      ({ id }) => id === toInventoryId(ref),
    );
    if (!isHere) return false;
    const listed = owner === undefined ? undefined : this.isListed(owner, ref);
    return listed ?? ctx.clock.now() - seenAt < RECENT_MS;
  }
}

function describe(rivals: readonly Rival[]): string {
  const texts = rivals
    .slice(0, MAX_NAMED)
    .map(({ ref, text }) => `${subjectOf(ref)} is also applied by ${text}`);
  const left = rivals.length - texts.length;
  return [...texts, ...(left > 0 ? [`and ${left} more`] : [])].join('; ');
}
