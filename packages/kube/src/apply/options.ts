import { Clock } from '../api/clock';
import { ObjectRef, UnstructuredObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { AppliedObjectCache } from './AppliedObjectCache';
import { IgnoreRule } from './ignoreRules';
import { MetadataSelector } from './selectors';
import { CleanupOptions } from './takeover';

/** Who applies, and with what at hand. */
export interface ResourceManagerOptions {
  /** Acts as the identity under which objects are applied. */
  readonly client: KubeClient;
  /** Manager name of the applied fields, such as `kustomize-controller`. */
  readonly fieldManager: string;
  /** Dry-runs at once; default 4. */
  readonly concurrency?: number;
  readonly clock?: Clock;
  /** Lets objects known to be unchanged be skipped after one look. */
  readonly applied?: AppliedObjectCache;
}

/** How one set of objects is applied. */
export interface ApplySetOptions {
  readonly signal: AbortSignal;
  /** Recreates any object that can't be changed in place. */
  readonly force?: boolean;
  /** Marks, on the desired or the live object, that recreate just that one. */
  readonly forceSelector?: MetadataSelector;
  /** Marks, on the desired or the live object, that leave it alone. */
  readonly exclude?: MetadataSelector;
  /** Marks on the desired object that only create it. */
  readonly onlyCreate?: MetadataSelector;
  readonly cleanup?: CleanupOptions;
  /** Marks that keep foreign fields as they are: no cleanup. */
  readonly cleanupExclude?: MetadataSelector;
  readonly ignoreRules?: readonly IgnoreRule[];
  /** `group/Kind` of the stage after classes. */
  readonly customStageKinds?: ReadonlySet<string>;
  /** Milliseconds to wait for a stage, or for a deletion; default 60,000. */
  readonly stageTimeoutMs?: number;
  /** Called around what only waits for the cluster; default: just calls it. */
  readonly waitFor?: <T>(wait: () => Promise<T>) => Promise<T>;
  /** Told of each live object that differs from its manifest, before it is written. */
  readonly onDrift?: (drift: Drift) => void;
}

/** An object that differs from its manifest. */
export interface Drift {
  readonly ref: ObjectRef;
  readonly live: UnstructuredObject;
  /** What applying it would make of it. */
  readonly dryRun: UnstructuredObject;
}

/** Milliseconds to wait for a stage, or for a deletion. */
export function stageTimeoutOf(options: ApplySetOptions): number {
  return options.stageTimeoutMs ?? 60_000;
}
