import type {
  Condition,
  KubeObject,
  ObjectKey,
  ObjectRef as KubeObjectRef,
} from '@backstage-gitops/kube';
import type {
  ActionName,
  Fact,
  KindDefinition,
  ObjectRole,
  ReleaseFacet,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';

/** The fields that the portal reads of every kind. */
export interface PresentedObject extends KubeObject {
  readonly spec: {
    readonly suspend?: boolean;
    readonly interval?: string;
    readonly retryInterval?: string;
    readonly timeout?: string;
  };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly observedGeneration?: number;
  };
}

/** Group, kind and name of another GitOps object on the same cluster. */
export interface LocalObjectRef extends ObjectKey {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** Revisions of an object as the controllers write them. */
export interface PresentedRevision {
  readonly applied?: string;
  readonly attempted?: string;
  readonly stored?: string;
  /** When `applied` or `stored` was last reached; RFC 3339. */
  readonly reachedAt?: string;
  /** Name of the chart whose version `applied` is; people read both. */
  readonly chart?: string;
}

/** Where `spec.kubeConfig` says that the cluster to apply to is described. */
export interface TargetReference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
}

/** What a reason says, from the message of its condition. */
export type StatementRule = (message: string) => Statement;

/** Labels that a controller sets on everything that it applies. */
export interface OwnerLabels {
  readonly name: string;
  readonly namespace: string;
}

/**
 * Everything that the portal knows about one kind and no other; the members
 * that do not apply to a kind are absent. Objects that it is given are redacted
 * already. Adding a kind is a file with a
 * presenter and a line in `presenters/index.ts`.
 */
export interface Presenter<T extends PresentedObject = PresentedObject> {
  readonly definition: KindDefinition;
  readonly role: ObjectRole;
  /** In the order of the buttons. `reconcile-with-source` needs {@link sourceRef}. */
  readonly actions: readonly ActionName[];
  /** Labels by which applied objects lead back to the object. */
  readonly ownerLabels?: OwnerLabels;
  /**
   * Fields with free text that may hold secrets, such as a manifest: paths below
   * `spec` without indexes. Maps with keys of the writer's choice, fields that
   * the schema leaves open, and credentials in URLs are masked on every kind.
   */
  readonly secretFields?: readonly string[];
  /** More such fields, which depend on the object. */
  secretFieldsOf?(object: T): readonly string[];
  /** Texts outside of `spec` that are secret, such as the address of a webhook. */
  secrets?(object: T): readonly string[];
  /** Reasons that mean something else here than for the other kinds. */
  readonly statements?: Readonly<Record<string, StatementRule>>;

  /** Facts in the order in which they are shown. */
  facts(object: T): Fact[];
  revision(object: T): PresentedRevision;
  /** What a Ready object says; by default that of its revision. */
  ready?(object: T): Statement | undefined;
  /** True for kinds without a status: Ready unless they are suspended. */
  readonly isWithoutStatus?: boolean;
  /**
   * True for an object that no controller reconciles: it is Ready as soon as it
   * exists, and offers no actions.
   */
  isStatic?(object: T): boolean;
  sourceRef?(object: T): LocalObjectRef | undefined;
  /** What the object has applied, as its status records it. */
  inventory?(object: T): readonly KubeObjectRef[];
  /** Present when the object applies to another cluster than its own. */
  target?(object: T): TargetReference | undefined;
  /**
   * The releases that an object has made, with what its events say of them.
   * @param events - Kubernetes events about the object, in any order
   */
  releases?(object: T, events: readonly KubeObject[]): ReleaseFacet;
  /** Times at which runs have ended, beside the transitions of Ready; RFC 3339. */
  ranAt?(object: T): readonly string[];
}
