import type { WriterQueue } from '@backstage-gitops/git';
import type { NetworkPolicy } from '@backstage-gitops/http';
import type { ReconcileContext } from '@backstage-gitops/kube';
import type {
  GitRepository,
  ImagePolicy,
  ImageUpdateAutomation,
} from '@backstage-gitops/plugin-gitops-common';
import type { SourceCredentials } from '../../host/module';
import type { WorkerPool } from '../../worker/WorkerPool';
import type { FeatureGates, ImageUpdateAutomationOptions } from './options';

/** What the steps of a reconcile share. */
export interface ImageUpdateAutomationDeps {
  /** Orders the writers of a branch. */
  readonly queue: WriterQueue;
  readonly workers: WorkerPool;
  /** Where repositories and proxies may be. */
  readonly network: NetworkPolicy;
  readonly clusterName: string;
  readonly sourceCredentials?: SourceCredentials;
  readonly options: ImageUpdateAutomationOptions;
  readonly gates: FeatureGates;
}

/** Context of one run. */
export type ImageUpdateAutomationContext =
  ReconcileContext<ImageUpdateAutomation>;

export type { GitRepository, ImagePolicy, ImageUpdateAutomation };
