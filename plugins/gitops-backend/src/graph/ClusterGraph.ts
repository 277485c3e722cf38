import type {
  Clock,
  InformerScope,
  KubeClient,
  KubeObject,
  SharedInformers,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  type ClusterStatus,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import type { LocalObjectRef, PresentedObject, Presenter } from '../presenters';
import type { PortalCluster } from './clusters';
import { CommitLog } from './CommitLog';
import { KindInformer } from './KindInformer';
import {
  clusterKey,
  entityKey,
  idKey,
  labelledIds,
  namedEntities,
  objectKey,
  workloadIds,
} from './keys';
import { toClusterStatus } from './toClusterStatus';

/** An object with the presenter of its kind and the cluster that it is on. */
export interface PresentedNode {
  readonly ref: ObjectRef;
  readonly presenter: Presenter;
  readonly object: PresentedObject;
  readonly cluster: ClusterGraph;
}

export interface ClusterGraphOptions {
  readonly presenters: readonly Presenter[];
  readonly clock: Clock;
  /** Called after a change with the keys of whom it concerns. */
  readonly notify: (keys: readonly string[]) => void;
}

/** Kinds whose labels say which entity they belong to, as of Backstage's Kubernetes plugin. */
const WORKLOADS = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
] as const;

/**
 * The field manager of the flux command line: its writes and the portal's own
 * the same fields, so that either can undo the other's.
 */
const IDENTITY = { fieldManager: 'flux', userAgent: 'backstage-gitops-portal' };

const BY_ENTITY = 'portal/entity';
const BY_ID = 'portal/kubernetes-id';

interface PresentedKind {
  readonly presenter: Presenter;
  readonly informer: KindInformer<PresentedObject>;
}

interface WorkloadKind {
  readonly presenter: Presenter;
  readonly informer: KindInformer<KubeObject>;
}

/** The GitOps objects of one cluster, live, with what leads from entities to them. */
export class ClusterGraph {
  readonly commits = new CommitLog();
  readonly #client?: KubeClient;
  readonly #kinds: readonly PresentedKind[];
  readonly #workloads: readonly WorkloadKind[];

  constructor(
    readonly cluster: PortalCluster,
    private readonly options: ClusterGraphOptions,
  ) {
    const { presenters } = options;
    this.#client = cluster.connection?.client.with(IDENTITY);
    this.#kinds = cluster.connection
      ? presenters.map(presenter => this.#openKind(presenter))
      : [];
    this.#workloads = cluster.connection
      ? presenters.flatMap(presenter => this.#openWorkloads(presenter))
      : [];
  }

  get name(): string {
    return this.cluster.name;
  }

  /** Present when the cluster can be used as configured. */
  get client(): KubeClient | undefined {
    return this.#client;
  }

  get informers(): SharedInformers | undefined {
    return this.cluster.connection?.informers;
  }

  /** Whether the objects of a kind have been read once. */
  hasRead(kind: GroupKind): boolean {
    return this.#kindOf(kind)?.informer.hasSynced ?? false;
  }

  /** Whether the objects of a kind are those of the cluster now. */
  isFresh(presenter: Presenter): boolean {
    return this.#kindOf(presenter.definition)?.informer.isFresh ?? false;
  }

  /** Whether the kind has a presenter. */
  isPresented(kind: GroupKind): boolean {
    return this.options.presenters.some(({ definition }) =>
      isSameKind(definition, kind),
    );
  }

  /** The object of a reference, if it exists and its kind has a presenter. */
  find(ref: LocalObjectRef): PresentedNode | undefined {
    const kind = this.#kindOf(ref);
    const object = kind?.informer.get(ref.namespace, ref.name);
    return kind && object ? this.#toNode(kind.presenter, object) : undefined;
  }

  /** Every object of every kind, sources first. */
  list(): PresentedNode[] {
    return this.#kinds.flatMap(({ presenter, informer }) =>
      informer.list().map(object => this.#toNode(presenter, object)),
    );
  }

  /** Objects that name an entity in their annotation. */
  namingEntity(entityRef: string): PresentedNode[] {
    return this.#byIndex(BY_ENTITY, entityRef);
  }

  /** Objects with a label `backstage.io/kubernetes-id`. */
  labelledWith(id: string): PresentedNode[] {
    return this.#byIndex(BY_ID, id);
  }

  /**
   * Objects to which the labels of a workload with the id lead. Anybody who
   * may label a workload can write these labels, so `isConfirmed` says whether
   * the object's own inventory holds the workload.
   */
  appliersOf(id: string): { node: PresentedNode; isConfirmed: boolean }[] {
    return this.#workloads.flatMap(({ presenter, informer }) =>
      informer.byIndex(BY_ID, id).flatMap(workload => {
        const node = this.#ownerOf(presenter, workload);
        return node
          ? [{ node, isConfirmed: isInInventory(node, workload) }]
          : [];
      }),
    );
  }

  status(): ClusterStatus {
    return toClusterStatus(
      this.cluster,
      this.#kinds.map(({ informer }) => informer),
      this.#workloads.map(({ informer }) => informer),
    );
  }

  /** Resolves when the first list of every kind is there or has failed. */
  async waitUntilSettled(): Promise<void> {
    await Promise.all(
      [...this.#kinds, ...this.#workloads].map(({ informer }) =>
        informer.waitUntilSettled(),
      ),
    );
  }

  close(): void {
    for (const { informer } of [...this.#kinds, ...this.#workloads]) {
      informer.close();
    }
  }

  #openKind(presenter: Presenter): PresentedKind {
    const { definition } = presenter;
    const scope = {
      apiVersion: apiVersionOf(definition),
      kind: definition.kind,
    };
    const indexers = { [BY_ENTITY]: namedEntities, [BY_ID]: labelledIds };
    const onObject = (object?: PresentedObject, old?: PresentedObject) => {
      const either = object ?? old;
      if (!either) return;
      const ref = this.#refOf(presenter, either);
      if (object) this.commits.remember(ref, object);
      this.options.notify([
        objectKey(ref),
        ...changed(namedEntities, object, old).map(entityKey),
        ...changed(labelledIds, object, old).map(idKey),
      ]);
    };
    return { presenter, informer: this.#open(scope, indexers, onObject) };
  }

  #openWorkloads(presenter: Presenter): WorkloadKind[] {
    const { ownerLabels } = presenter;
    if (!ownerLabels) return [];
    const idsAndOwner = (workload: KubeObject) => {
      const { name, namespace } = ownerLabels;
      const { labels = {} } = workload.metadata;
      return workloadIds(workload).map(id =>
        JSON.stringify([id, labels[namespace], labels[name]]),
      );
    };
    const onObject = (object?: KubeObject, old?: KubeObject) => {
      const keys = changed(idsAndOwner, object, old);
      // Most changes are of the status, which leads nowhere.
      if (keys.length === 0) return;
      this.options.notify(keys.map(key => idKey(JSON.parse(key)[0])));
    };
    return WORKLOADS.map(type => {
      const labelSelector = ownerLabels.name;
      const scope = { ...type, labelSelector, metadataOnly: true };
      const informer = this.#open(scope, { [BY_ID]: workloadIds }, onObject);
      return { presenter, informer };
    });
  }

  #open<T extends KubeObject>(
    scope: InformerScope,
    indexers: Readonly<Record<string, (object: T) => string[]>>,
    onObject: (object?: T, old?: T) => void,
  ): KindInformer<T> {
    const { informers } = this.cluster.connection!;
    const { clock, notify } = this.options;
    const onStatus = () => notify([clusterKey(this.name)]);
    return new KindInformer({
      informers,
      scope,
      indexers,
      clock,
      onObject,
      onStatus,
    });
  }

  #byIndex(index: string, value: string): PresentedNode[] {
    return this.#kinds.flatMap(({ presenter, informer }) =>
      informer
        .byIndex(index, value)
        .map(object => this.#toNode(presenter, object)),
    );
  }

  #ownerOf(
    presenter: Presenter,
    { metadata }: KubeObject,
  ): PresentedNode | undefined {
    const { ownerLabels, definition } = presenter;
    if (!ownerLabels) return undefined;
    const namespace = metadata.labels?.[ownerLabels.namespace];
    const name = metadata.labels?.[ownerLabels.name];
    if (!namespace || !name) return undefined;
    const { group, kind } = definition;
    return this.find({ group, kind, namespace, name });
  }

  #kindOf(kind: GroupKind) {
    return this.#kinds.find(({ presenter }) =>
      isSameKind(presenter.definition, kind),
    );
  }

  #toNode(presenter: Presenter, object: PresentedObject): PresentedNode {
    const ref = this.#refOf(presenter, object);
    return { ref, presenter, object, cluster: this };
  }

  #refOf({ definition }: Presenter, { metadata }: KubeObject): ObjectRef {
    return {
      cluster: this.name,
      group: definition.group,
      kind: definition.kind,
      namespace: metadata.namespace ?? '',
      name: metadata.name ?? '',
    };
  }
}

type GroupKind = Pick<LocalObjectRef, 'group' | 'kind'>;

function isSameKind(a: GroupKind, b: GroupKind): boolean {
  return a.group === b.group && a.kind === b.kind;
}

/** Values that only one of two states has; all of them for a new or deleted object. */
function changed<T>(
  values: (object: T) => string[],
  object?: T,
  old?: T,
): string[] {
  const after = object ? values(object) : [];
  const before = old ? values(old) : [];
  return [
    ...after.filter(value => !before.includes(value)),
    ...before.filter(value => !after.includes(value)),
  ];
}

function isInInventory(
  { presenter, object }: PresentedNode,
  workload: KubeObject,
): boolean {
  const { kind, metadata } = workload;
  return (presenter.inventory?.(object) ?? []).some(
    ref =>
      ref.kind === kind &&
      ref.namespace === metadata.namespace &&
      ref.name === metadata.name,
  );
}
