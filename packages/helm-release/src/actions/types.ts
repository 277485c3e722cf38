import type {
  Capabilities,
  Chart,
  PostRenderer,
  RenderOptions,
  RenderResult,
  Values,
} from '@backstage-gitops/helm';
import type {
  Clock,
  KubeClient,
  HealthResult,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import type { Release } from '../release/release';
import type { ReleaseStorage } from '../storage/ReleaseStorage';
import type { ObjectChanges } from '../wait/ObjectChanges';

/** What a chart is rendered with; plain data but for the post-renderer. */
export interface RenderInput {
  readonly chart: Chart;
  readonly values: Values;
  readonly release: {
    readonly name: string;
    readonly namespace: string;
    readonly revision: number;
    readonly isUpgrade: boolean;
  };
  readonly capabilities: Capabilities;
  readonly options: Pick<
    RenderOptions,
    | 'skipSchemaValidation'
    | 'includeSubchartNotes'
    | 'postRenderer'
    | 'postRenderStrategy'
  >;
  /** False where `lookup` finds nothing without asking the cluster. */
  readonly canLookUp: boolean;
}

/** What every action works with. */
export interface ActionContext {
  /** Acts as the release's own identity, on its cluster. */
  readonly client: KubeClient;
  readonly storage: ReleaseStorage;
  /** Manager of applied fields: `helm` on the command line, `helm-controller` in Flux. */
  readonly fieldManager: string;
  /** Ends the action; what was begun is stored as failed, as Helm does on SIGTERM. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Lines that Helm logs, with their attributes. Default: dropped. */
  readonly log?: (line: LogLine) => void;
  /** Output of hooks whose policy asks for it, chunk by chunk. Default: dropped. */
  readonly hookOutput?: (from: HookOutput, chunk: Uint8Array) => void;
  /** Set by the controller: `watcher` and `hookOnly` wait as Flux does. */
  readonly fluxWaits?: FluxWaits;
  /** Default: in the calling thread. The controller renders in its worker pool. */
  readonly render?: (input: RenderInput) => Promise<RenderResult>;
  /**
   * Reads the objects of a manifest, see resources/parseManifest.ts. Default: in the
   * calling thread. The controller reads large ones in its worker pool.
   */
  readonly parseManifest?: (
    text: string,
    isValidated: boolean,
  ) => Promise<UnstructuredObject[]>;
  /**
   * What the cluster offers; `refresh` after CRDs came. Default: asked anew by
   * each action, as Helm does.
   */
  readonly capabilities?: (options: {
    readonly refresh: boolean;
    readonly signal: AbortSignal;
  }) => Promise<Capabilities>;
}

/** Container that printed the output of a hook. */
export interface HookOutput {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Waits with the messages of helm-controller, which end at a failed object. */
export interface FluxWaits {
  /** Status of an object by the healthCheckExprs, or undefined: by kstatus. */
  readonly readStatus?: (
    object: UnstructuredObject,
  ) => HealthResult | undefined;
  /** Ends a wait for objects, but not for hooks, before its time. */
  readonly interrupt?: AbortSignal;
  /** Watches that several releases share. Default: of each wait. */
  readonly changes?: Pick<ObjectChanges, 'follow'>;
}

/** One structured line of Helm's log. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** An `error` is an Error: Flux tells its status, the command line its text. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /**
   * True for what Helm writes to the log of the process and not to that of the
   * action; events of Flux are without these. Default false.
   */
  readonly isGlobal?: boolean;
}

/**
 * How an action waits: `watcher` by kstatus (Flux calls it `poller`), `legacy`
 * as Helm 3, `hookOnly` for hooks alone.
 */
export type WaitStrategy = 'watcher' | 'legacy' | 'hookOnly';

/** Settings of each action that waits. */
export interface WaitSettings {
  /** Milliseconds for each wait: objects, and every single hook. Default 300,000. */
  readonly timeoutMs?: number;
  /** Default `hookOnly`. */
  readonly waitStrategy?: WaitStrategy;
  readonly waitForJobs?: boolean;
  readonly disableHooks?: boolean;
}

/** Settings of each action that applies objects. */
export interface ApplySettings {
  /** Server-side or client-side; `auto` is how the release was applied before. */
  readonly serverSideApply?: boolean | 'auto';
  /** Server-side apply takes fields that others manage. */
  readonly forceConflicts?: boolean;
  /** Replaces objects instead of patching them; not with server-side apply. */
  readonly forceReplace?: boolean;
  /** Adopts objects that belong to no release, or to another. */
  readonly takeOwnership?: boolean;
  /** Revisions kept; 0 keeps all. Default 10. */
  readonly maxHistory?: number;
}

/** How post-renderers treat hooks. */
export type PostRenderStrategy = 'combined' | 'nohooks' | 'separate';

/** Settings of each action that renders. */
export interface RenderSettings {
  readonly chart: Chart;
  readonly values: Values;
  readonly skipSchemaValidation?: boolean;
  readonly disableOpenApiValidation?: boolean;
  readonly includeSubchartNotes?: boolean;
  readonly postRenderer?: PostRenderer;
  readonly postRenderStrategy?: PostRenderStrategy;
  /** Default `Install complete` and the like. */
  readonly description?: string;
  /** Labels of the storage object. */
  readonly labels?: Readonly<Record<string, string>>;
  /** `client` needs no cluster, `server` validates there; neither writes. */
  readonly dryRun?: 'none' | 'client' | 'server';
  /** A dry-run tells nothing of Secrets. Default false. */
  readonly hideSecrets?: boolean;
}

/** A release is named by these. */
export interface ReleaseName {
  readonly name: string;
  readonly namespace: string;
}

/** Options of an install. */
export interface InstallOptions
  extends ReleaseName,
    RenderSettings,
    WaitSettings,
    ApplySettings {
  readonly createNamespace?: boolean;
  /** Takes the name of an uninstalled or failed release. */
  readonly replace?: boolean;
  readonly skipCrds?: boolean;
  /** Uninstalls what failed; waits with `watcher` where no strategy is set. */
  readonly rollbackOnFailure?: boolean;
}

/** Options of an upgrade. */
export interface UpgradeOptions
  extends ReleaseName,
    RenderSettings,
    WaitSettings,
    ApplySettings {
  readonly skipCrds?: boolean;
  readonly valuesMode?: 'reset' | 'reuse' | 'resetThenReuse';
  readonly cleanupOnFail?: boolean;
  readonly rollbackOnFailure?: boolean;
}

/** Options of a rollback. */
export interface RollbackOptions
  extends ReleaseName,
    WaitSettings,
    Omit<ApplySettings, 'takeOwnership'> {
  /** Revision to go back to; 0 is the one before. */
  readonly version?: number;
  readonly cleanupOnFail?: boolean;
  readonly dryRun?: 'none' | 'client' | 'server';
}

/** Options of an uninstall. */
export interface UninstallOptions
  extends ReleaseName,
    Omit<WaitSettings, 'waitForJobs'> {
  readonly keepHistory?: boolean;
  /** Default `background`. */
  readonly deletionPropagation?: 'background' | 'foreground' | 'orphan';
  readonly ignoreNotFound?: boolean;
  readonly description?: string;
  readonly dryRun?: boolean;
}

/** What an uninstall gives back. */
export interface UninstallResult {
  /** undefined where there was nothing and that was fine. */
  readonly release: Release | undefined;
  /** e.g. objects kept by their resource policy. */
  readonly info: string;
}

/** Options of a test run. */
export interface TestOptions extends ReleaseName {
  readonly timeoutMs?: number;
  /** Names of hooks to run or, with `exclude`, to pass over. Default: all. */
  readonly filters?: readonly {
    readonly name: string;
    readonly exclude?: boolean;
  }[];
  /**
   * Called once the tests have ended, well or not, and their results are stored,
   * before the objects of hooks are deleted: the place to read what Pods printed.
   */
  readonly beforeCleanup?: (release: Release) => Promise<void>;
}
