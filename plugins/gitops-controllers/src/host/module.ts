import type { NetworkPolicy } from '@backstage-gitops/http';
import type {
  Clock,
  ControllerMetrics,
  EventRecorder,
  KubeClient,
  Logger,
  SharedInformers,
} from '@backstage-gitops/kube';
import type {
  KindDefinition,
  PolicyRule,
} from '@backstage-gitops/plugin-gitops-common';
import type {
  KeyService,
  SourceCredentialsRegistry,
} from '@backstage-gitops/plugin-gitops-node';
import type { Knex } from 'knex';
import type { Registry } from 'prom-client';
import type { EventFeed } from '../notification/EventFeed';
import type { ArchiveCache, ArtifactClient, ArtifactStore } from '../artifacts';
import type { WorkerPool } from '../worker/WorkerPool';
import type { HostOptions } from './options/hostOptions';
import { option } from './options/schema';
import type { OptionsSchema, OptionValues } from './options/schema';

/** Ways to sign in to servers of sources, by `spec.provider`. */
export type SourceCredentials = Pick<SourceCredentialsRegistry, 'get'>;

/** What the host gives to every controller of one cluster. */
export interface ControllerDeps<S extends OptionsSchema = OptionsSchema> {
  readonly client: KubeClient;
  /** Informers of the cluster, shared with the other controllers and the portal. */
  readonly informers: SharedInformers;
  readonly recorder: EventRecorder;
  /** Events that the controllers of this cluster record in this process. */
  readonly events: EventFeed;
  readonly metrics: ControllerMetrics;
  /** For metrics of a controller's own; undefined: nobody reads them. */
  readonly registry?: Registry;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Where sources keep their artifacts. */
  readonly store: ArtifactStore;
  /** Where consumers get them, from whichever process stored them. */
  readonly artifacts: ArtifactClient;
  /** The same, unpacked in memory and shared. */
  readonly archives: ArchiveCache;
  /**
   * Database of what outlives the process and replicas share: the portal's, or
   * that of `--database`. It is opened when it is first asked for.
   */
  readonly database: () => Promise<Knex>;
  /** Threads for CPU work. */
  readonly workers: WorkerPool;
  readonly host: HostOptions;
  /**
   * Where connections may go that objects, documents and repositories ask for;
   * every client of such an address takes it.
   */
  readonly network: NetworkPolicy;
  /** Name of the cluster in the portal. */
  readonly clusterName: string;
  /** Those that modules of the backend have added; undefined without a portal. */
  readonly sourceCredentials?: SourceCredentials;
  /** Likewise, for data keys of SOPS documents. */
  readonly keyServices?: readonly KeyService[];
  /** Values of the module's own options. */
  readonly options: OptionValues<S>;
  /** Values of the module's own feature gates. */
  readonly gates: Readonly<Record<string, boolean>>;
  /** Which objects of the kind to reconcile; part of the informer's scope. */
  readonly scope: {
    readonly namespace?: string;
    readonly labelSelector?: string;
  };
}

/** A controller of one cluster, ready to run. */
export interface RunnableController {
  /** Whether the objects of its kind have been read. */
  readonly hasSynced: boolean;
  /**
   * Works until the signal aborts and running reconciles have ended.
   * Rejecting ends the whole host.
   */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * The controller of one kind, as host, command line, config schema, install,
 * leases and metrics read it. Adding a kind is one module in `controllers/` and
 * one line in its list.
 */
export interface ControllerModule<S extends OptionsSchema = OptionsSchema> {
  /** The kind that it reconciles; its component decides the Lease. */
  readonly kind: KindDefinition;
  /** Settings besides {@link HostOptions}. */
  readonly options: S;
  /** Feature gates that it knows, with their defaults. */
  readonly gates?: Readonly<Record<string, boolean>>;
  /**
   * What it may do on the cluster besides its kinds, events and Leases; goes
   * into the ClusterRole of `gitops install`.
   */
  readonly rbac?: readonly PolicyRule[];
  /**
   * Whether every replica runs it, also while another one has the Lease, as
   * long as Flux's own controller does not run. Default false.
   */
  readonly isReplicated?: boolean;
  create(deps: ControllerDeps<S>): RunnableController;
}

/** Reads the Secrets and ServiceAccounts that sources sign in with. */
export const SOURCE_RBAC: readonly PolicyRule[] = [
  {
    apiGroups: [''],
    resources: ['secrets', 'serviceaccounts'],
    verbs: ['get'],
  },
];

/** Makes tokens with which objects sign in to other clusters. */
export const ACCOUNT_TOKENS_RBAC: PolicyRule = {
  apiGroups: [''],
  resources: ['serviceaccounts/token'],
  verbs: ['create'],
};

/**
 * Declares a module. The list of modules forgets the type of the options, which
 * the host fills from the same schema.
 */
export function defineController<S extends OptionsSchema>(
  module: ControllerModule<S>,
): ControllerModule {
  return module as unknown as ControllerModule;
}

/** The option that every controller has: objects reconciled at once. */
export function concurrentOption(value: number) {
  return option.integer({
    flag: 'concurrent',
    doc: 'Objects reconciled at once.',
    default: value,
    min: 1,
  });
}

/** Section of a module in app-config: `GitRepository` → `gitRepository`. */
export function sectionOf({ kind }: Pick<ControllerModule, 'kind'>): string {
  return kind.kind.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, start =>
    start.toLowerCase(),
  );
}
