import {
  isNotFound,
  type Clock,
  type KubeClient,
  type KubeObject,
  type SharedInformers,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  COMMIT_ANNOTATION,
  type ClusterStatus,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import type { LocalObjectRef, PresentedObject, Presenter } from '../presenters';
import { redactObject, type Redacted } from '../redaction/redactObject';
import type { PortalCluster } from './clusters';
import { CommitLog } from './CommitLog';
import { changedValues } from './changedValues';
import { KindInformer, type KindInformerOptions } from './KindInformer';
import {
  clusterKey,
  entityKey,
  idKey,
  labelledIds,
  namedEntities,
  objectKey,
} from './keys';
import { hasSuspension } from '../suspension/toSuspension';
import { toClusterStatus } from './toClusterStatus';
import { WorkloadIndex } from './WorkloadIndex';

/** An object with the presenter of its kind and the cluster that it is on. */
export interface PresentedNode extends Redacted {
  readonly ref: ObjectRef;
  readonly presenter: Presenter;
  readonly cluster: ClusterGraph;
}

/** An object to which the labels of a workload lead. */
interface LabelledApplier {
  readonly node: PresentedNode;
  readonly workload: KubeObject;
  /** The object's own inventory holds the workload. */
  readonly isConfirmed: boolean;
}

interface ClusterGraphOptions {
  readonly presenters: readonly Presenter[];
  readonly clock: Clock;
  /** Called after a change with the keys of whom it concerns. */
  readonly notify: (keys: readonly string[]) => void;
  readonly onObject?: ObjectListener;
}

/**
 * Called with each object that is read anew.
 * @param object - as it is on the cluster, not redacted; absent when it is gone
 */
export type ObjectListener = (
  node: PresentedNode,
  object: PresentedObject | undefined,
) => void;

/**
 * The field manager of the flux command line: its writes and the portal's own
 * the same fields, so that either can undo the other's.
 */
const IDENTITY = { fieldManager: 'flux', userAgent: 'backstage-gitops-portal' };

const BY_ENTITY = 'portal/entity';
const BY_ID = 'portal/kubernetes-id';
const BY_SUSPENSION = 'portal/suspension';

interface PresentedKind {
  readonly presenter: Presenter;
  readonly informer: KindInformer<PresentedObject>;
}

type SharedOptions = Pick<
  KindInformerOptions<PresentedObject>,
  'informers' | 'clock' | 'onStatus'
>;

/** The GitOps objects of one cluster, live, with what leads from entities to them. */
export class ClusterGraph {
  readonly commits = new CommitLog();
  readonly #client?: KubeClient;
  readonly #kinds: readonly PresentedKind[];
  readonly #workloads?: WorkloadIndex;

  constructor(
    readonly cluster: PortalCluster,
    private readonly options: ClusterGraphOptions,
  ) {
    if (!cluster.connection) {
      this.#kinds = [];
      return;
    }
    const { presenters, clock, notify } = options;
    const { client, informers } = cluster.connection;
    this.#client = client.with(IDENTITY);
    const onStatus = () => notify([clusterKey(this.name)]);
    const shared = { informers, clock, onStatus };
    this.#kinds = presenters.map(presenter => ({
      presenter,
      informer: this.#open(presenter, shared),
    }));
    this.#workloads = new WorkloadIndex({ ...shared, presenters, notify });
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

  /**
   * The object of a reference as it is on the cluster now, not its local copy;
   * undefined if it does not exist or its kind has no presenter.
   * @throws ApiError, ConnectionError - the cluster refuses or does not answer
   */
  async read(ref: LocalObjectRef): Promise<PresentedNode | undefined> {
    const kind = this.#kindOf(ref);
    if (!kind || !this.#client) return undefined;
    const { presenter } = kind;
    const type = {
      apiVersion: apiVersionOf(presenter.definition),
      kind: ref.kind,
    };
    try {
      const object = await this.#client.get<PresentedObject>(type, ref);
      return this.#toNode(presenter, object);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Objects with annotations about a suspension, current or not. */
  withSuspension(): PresentedNode[] {
    return this.#byIndex(BY_SUSPENSION, 'yes');
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
   * may label a workload can write these labels, hence `isConfirmed`.
   */
  appliersOf(id: string): LabelledApplier[] {
    const labelled = this.#workloads?.withId(id) ?? [];
    return labelled.flatMap(({ workload, presenter, owner }) => {
      const { group, kind } = presenter.definition;
      const node = this.find({ group, kind, ...owner });
      if (!node) return [];
      return [{ node, workload, isConfirmed: isInInventory(node, workload) }];
    });
  }

  status(): ClusterStatus {
    return toClusterStatus(
      this.cluster,
      this.#kinds.map(({ informer }) => informer),
      this.#workloads?.informers ?? [],
    );
  }

  /** Resolves when the first list of every kind is there or has failed. */
  async waitUntilSettled(): Promise<void> {
    await Promise.all(this.#all().map(informer => informer.waitUntilSettled()));
  }

  close(): void {
    for (const informer of this.#all()) informer.close();
  }

  #all(): Pick<KindInformer<KubeObject>, 'close' | 'waitUntilSettled'>[] {
    return [
      ...this.#kinds.map(({ informer }) => informer),
      ...(this.#workloads?.informers ?? []),
    ];
  }

  #open(presenter: Presenter, shared: SharedOptions) {
    const { definition } = presenter;
    const { kind } = definition;
    return new KindInformer<PresentedObject>({
      ...shared,
      scope: { apiVersion: apiVersionOf(definition), kind },
      indexers: {
        [BY_ENTITY]: namedEntities,
        [BY_ID]: labelledIds,
        [BY_SUSPENSION]: object => (hasSuspension(object) ? ['yes'] : []),
      },
      onObject: (object, old) => this.#report(presenter, object, old),
    });
  }

  #report(
    presenter: Presenter,
    object?: PresentedObject,
    old?: PresentedObject,
  ): void {
    const either = object ?? old;
    if (!either) return;
    const ref = this.#refOf(presenter, either);
    if (object?.metadata.annotations?.[COMMIT_ANNOTATION]) {
      this.commits.remember(ref, redactObject(presenter, object).object);
    }
    this.options.onObject?.(this.#toNode(presenter, either), object);
    this.options.notify([
      objectKey(ref),
      ...changedValues(namedEntities, object, old).map(entityKey),
      ...changedValues(labelledIds, object, old).map(idKey),
    ]);
  }

  #byIndex(index: string, value: string): PresentedNode[] {
    return this.#kinds.flatMap(({ presenter, informer }) =>
      informer
        .byIndex(index, value)
        .map(object => this.#toNode(presenter, object)),
    );
  }

  #kindOf(kind: GroupKind) {
    return this.#kinds.find(({ presenter }) =>
      isSameKind(presenter.definition, kind),
    );
  }

  #toNode(presenter: Presenter, object: PresentedObject): PresentedNode {
    return {
      ref: this.#refOf(presenter, object),
      presenter,
      cluster: this,
      // Redacted when first looked at: most objects never are.
      get object() {
        return redactObject(presenter, object).object;
      },
      get mask() {
        return redactObject(presenter, object).mask;
      },
    };
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
