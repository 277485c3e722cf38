import type { ObjectHealth } from './inventory';

/** For statements without parameters. */
type None = Readonly<Record<string, never>>;

/** Text of a controller or server, shortened to 280 characters. */
interface Message {
  readonly message: string;
}

/**
 * What the API can say to a person: code → parameters. The front end makes the
 * sentence, in the reader's language; the doc comments give the English sense.
 * Codes are stable; new ones may be added.
 */
export interface StatementParams {
  // ── State of an object ────────────────────────────────────────────────
  /** As it should be; there is no revision to name. */
  readonly ready: None;
  /** Runs `main @ a1b2c3d`. The revision is as the controllers write it. */
  readonly appliesRevision: { readonly revision: string };
  /** A source holds this revision for its consumers. */
  readonly storesRevision: { readonly revision: string };
  /** Nothing is changed until it is resumed. */
  readonly suspended: None;
  /** It is being deleted. */
  readonly deleting: None;
  /** New; no controller has read it yet. */
  readonly waitingForController: None;
  /** No controller has read it for a minute: do controllers run for this cluster? */
  readonly noController: None;
  /** The spec has changed; waiting for the run. */
  readonly specChanged: None;
  /** A run is under way. `message` may be empty. */
  readonly progressing: Message;
  /** A run has failed and is tried again. */
  readonly retrying: Message;

  // ── Waiting for others ────────────────────────────────────────────────
  /** Waiting for a dependency, `namespace/name` when known. */
  readonly dependencyNotReady: {
    readonly dependency?: string;
    readonly message: string;
  };
  /** Waiting for a dependency that does not exist. */
  readonly dependencyNotFound: { readonly dependency: string };
  /** Waiting for a dependency to reach the same revision. */
  readonly dependencyRevisionPending: { readonly dependency: string };
  /** Waiting for the source to store its first revision. */
  readonly sourceNotStored: None;
  /** A newer revision arrived before the health of this one was known. */
  readonly healthCheckCanceled: None;

  // ── Failures of a run ─────────────────────────────────────────────────
  /** The object named as source does not exist. */
  readonly sourceNotFound: {
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  /** The artifact of the source cannot be read. */
  readonly artifactFailed: Message;
  /** The folder named in the spec is not in the source. */
  readonly pathNotFound: None;
  /** The manifests cannot be built; file and line when the message names them. */
  readonly buildFailed: {
    readonly file?: string;
    readonly line?: number;
    readonly message: string;
  };
  /** The cluster refuses one object, `Kind/namespace/name`. */
  readonly applyRefused: { readonly object: string; readonly message: string };
  readonly applyFailed: Message;
  /** Applied, but these objects are not healthy. */
  readonly unhealthy: { readonly objects: readonly UnhealthyObject[] };
  /** Applied, but not healthy; the message names no object. */
  readonly healthCheckFailed: Message;
  /** Objects that left the source cannot be deleted. */
  readonly pruneFailed: Message;
  /** A reference to another namespace, or a right, is missing. */
  readonly accessDenied: Message;
  /** A CEL expression of the spec is wrong. */
  readonly expressionInvalid: Message;
  /** The spec uses a feature that is switched off. */
  readonly featureDisabled: Message;
  /** What a source points to cannot be read. */
  readonly fetchFailed: Message;
  /** The credentials of a source are refused. */
  readonly authenticationFailed: Message;
  readonly urlInvalid: Message;
  /** The spec of a source contradicts itself. */
  readonly settingsInvalid: Message;
  /** The artifact of a source cannot be stored. */
  readonly storageFailed: Message;
  /** A signature cannot be checked. */
  readonly verificationFailed: Message;
  /** A signature is wrong. */
  readonly signatureInvalid: Message;
  /** A reason without a code of its own: the controller's text. */
  readonly controllerMessage: {
    readonly reason: string;
    readonly message: string;
  };

  // ── Conditions that are as they should be ─────────────────────────────
  readonly conditionReady: None;
  /** Everything that was applied is healthy. */
  readonly conditionHealthy: None;
  /** The content of the revision is stored. */
  readonly conditionStored: None;
  /** The signature is valid. */
  readonly conditionVerified: None;

  // ── Which objects belong to an entity ─────────────────────────────────
  /**
   * The entity names the object, but the object does not name the entity: it is
   * listed without content. Whoever owns the object adds annotation: value.
   */
  readonly notAgreed: { readonly annotation: string; readonly value: string };
  /**
   * Entity and object carry the same `backstage.io/kubernetes-id`, which any
   * entity can claim: shown without its manifest, no actions. Whoever owns the
   * object adds annotation: value.
   */
  readonly sharedIdOnly: {
    readonly annotation: string;
    readonly value: string;
  };
  /**
   * The object names the entity, but the entity does not name it, nor its
   * namespace. Its owner confirms it by adding annotation: value to the entity.
   */
  readonly claimedByObject: {
    readonly annotation: string;
    readonly value: string;
  };
  /** No object of that name on the cluster, or on any if none was given. */
  readonly objectNotFound: { readonly cluster?: string };
  /** Not found so far, but these clusters have not answered. */
  readonly objectNotReadYet: { readonly clusters: readonly string[] };
  /** The portal knows no cluster of that name. */
  readonly clusterNotFound: { readonly cluster: string };
  /** An item of an entity annotation is not `[<cluster>/]<namespace>/<name>`. */
  readonly annotationInvalid: { readonly annotation: string };

  // ── Clusters ──────────────────────────────────────────────────────────
  /** Does not answer; what is shown is old. */
  readonly clusterStale: None;
  /** Has not answered since the portal started. */
  readonly clusterNotAnswering: Message;
  /** The cluster does not accept the portal's credentials. */
  readonly clusterUnauthorized: Message;
  /**
   * Configured in a way that the portal cannot use. `reason` is the code of the
   * cluster registry, such as `needs-user` or `missing-credentials`.
   */
  readonly clusterNotUsable: {
    readonly reason: string;
    readonly message: string;
  };
  /** The CustomResourceDefinition of a kind is not installed. */
  readonly kindNotInstalled: { readonly kind: string; readonly group: string };
  /** The portal's account may not list or watch a kind. */
  readonly kindForbidden: {
    readonly kind: string;
    readonly group: string;
    readonly message: string;
  };
  /** Reading a kind fails for another reason. */
  readonly kindNotReadable: {
    readonly kind: string;
    readonly group: string;
    readonly message: string;
  };
  /** A kind that the portal has no presenter for, such as of a source. */
  readonly kindNotShown: { readonly kind: string };

  // ── Inventory and remote targets ──────────────────────────────────────
  /**
   * Applied to another cluster that the portal does not watch, so the health of
   * its objects is unknown. `server` is the address in the kubeconfig, if known.
   */
  readonly targetNotWatched: { readonly server?: string };
  /** The portal does not know which cluster the objects are applied to. */
  readonly targetUnknown: None;
  /** `ready` of `wanted` Pods are ready. */
  readonly podsReady: { readonly ready: number; readonly wanted: number };
  /** Images of the containers of a Pod. */
  readonly runsImages: { readonly images: readonly string[] };
  /** Values of a Secret are never sent. */
  readonly valuesHidden: None;

  // ── Why a request was refused (`error.statement`) ─────────────────────
  /** The caller lacks a permission on the entity; owners can grant it. */
  readonly permissionMissing: {
    readonly permission: string;
    readonly entityRef: string;
    readonly owners: readonly string[];
  };
  readonly entityNotFound: { readonly entityRef: string };
  /** The object does not belong to the entity. */
  readonly objectNotOfEntity: {
    readonly object: string;
    readonly entityRef: string;
  };
  /** The kind of object offers no such action. */
  readonly actionNotOffered: { readonly action: string; readonly kind: string };
  /** The object, `Kind/namespace/name`, has to be resumed first. */
  readonly resumeFirst: { readonly object: string };
  /** The user has this many streams open, the most that is allowed. */
  readonly tooManyStreams: { readonly limit: number };
}

/** Every code of {@link StatementParams}. */
export type StatementCode = keyof StatementParams;

/** One statement: a code with exactly its parameters. */
export type Statement = {
  [Code in StatementCode]: {
    readonly code: Code;
    readonly params: StatementParams[Code];
  };
}[StatementCode];

/** An object that keeps a run from being healthy. */
export interface UnhealthyObject {
  /** `Kind/namespace/name` */
  readonly object: string;
  readonly health: ObjectHealth;
}

/**
 * Body of every refused request. `error` is Backstage's, in English for logs
 * and scripts; `error.statement` is what a person should read, where there is
 * more to say than the HTTP status.
 */
export interface ErrorBody {
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly statement?: Statement;
  };
}
