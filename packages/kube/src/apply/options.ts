import { Clock } from '../api/clock';
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
  /** Milliseconds to wait for a stage; default 60,000. */
  readonly stageTimeoutMs?: number;
}
