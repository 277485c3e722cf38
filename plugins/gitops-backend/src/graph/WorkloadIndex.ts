import type { KubeObject } from '@backstage-gitops/kube';
import type { OwnerLabels, Presenter } from '../presenters';
import { changedValues } from './changedValues';
import { idKey, workloadIds } from './keys';
import { KindInformer, type KindInformerOptions } from './KindInformer';

/** Kinds whose labels say which entity they belong to, as of Backstage's Kubernetes plugin. */
const WORKLOADS = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
] as const;

const BY_ID = 'portal/kubernetes-id';

interface WorkloadIndexOptions
  extends Pick<
    KindInformerOptions<KubeObject>,
    'informers' | 'clock' | 'onStatus'
  > {
  readonly presenters: readonly Presenter[];
  /** Called with keys of `keys.ts`. */
  readonly notify: (keys: readonly string[]) => void;
}

/** A workload, and the object that has applied it by the workload's own labels. */
interface LabelledWorkload {
  readonly workload: KubeObject;
  readonly presenter: Presenter;
  readonly owner: { readonly namespace: string; readonly name: string };
}

interface Watched {
  readonly presenter: Presenter;
  readonly labels: OwnerLabels;
  readonly informer: KindInformer<KubeObject>;
}

/** Metadata of the workloads that appliers have applied, by `backstage.io/kubernetes-id`. */
export class WorkloadIndex {
  readonly #watched: readonly Watched[];

  constructor(private readonly options: WorkloadIndexOptions) {
    this.#watched = options.presenters.flatMap(presenter => {
      const { ownerLabels: labels } = presenter;
      if (!labels) return [];
      return WORKLOADS.map(type => ({
        presenter,
        labels,
        informer: this.#open(type, labels),
      }));
    });
  }

  get informers(): readonly KindInformer<KubeObject>[] {
    return this.#watched.map(({ informer }) => informer);
  }

  /** Workloads with the id that carry the labels of an applier. */
  withId(id: string): LabelledWorkload[] {
    return this.#watched.flatMap(({ presenter, labels, informer }) =>
      informer.byIndex(BY_ID, id).flatMap(workload => {
        const namespace = workload.metadata.labels?.[labels.namespace];
        const name = workload.metadata.labels?.[labels.name];
        return namespace && name
          ? [{ workload, presenter, owner: { namespace, name } }]
          : [];
      }),
    );
  }

  #open(type: (typeof WORKLOADS)[number], { name, namespace }: OwnerLabels) {
    const { informers, clock, onStatus, notify } = this.options;
    const idAndOwner = (workload: KubeObject) => {
      const { labels = {} } = workload.metadata;
      return workloadIds(workload).map(id =>
        JSON.stringify([id, labels[namespace], labels[name]]),
      );
    };
    return new KindInformer<KubeObject>({
      informers,
      clock,
      onStatus,
      scope: { ...type, labelSelector: name, metadataOnly: true },
      indexers: { [BY_ID]: workloadIds },
      onObject: (object, old) => {
        // Most changes are of the status, which leads nowhere.
        const changes = changedValues(idAndOwner, object, old);
        if (changes.length === 0) return;
        notify(changes.map(change => idKey(JSON.parse(change)[0])));
      },
    });
  }
}
