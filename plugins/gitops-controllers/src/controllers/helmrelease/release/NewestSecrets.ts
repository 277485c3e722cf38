import { RECONCILE_REQUEST } from '@backstage-gitops/kube';
import type { Informer, KubeObject } from '@backstage-gitops/kube';
import { releaseNameOf, storageNamespaceOf } from '../releaseSpec';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  HelmReleaseWatch,
  ReleaseTarget,
} from '../types';
import { newestOf, newestSecretOf } from './newestRevision';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const INDEX = 'helm-release';

/** A run, and the cluster of its release. */
interface StoredRun {
  readonly ctx: Pick<HelmReleaseContext, 'object'>;
  readonly target: Pick<ReleaseTarget, 'client' | 'isRemote'>;
}

/** Whether somebody has asked for this run, and may have changed the release before. */
function isRequested({ metadata, status }: HelmReleaseContext['object']) {
  const requested = metadata.annotations?.[RECONCILE_REQUEST];
  return (
    requested !== undefined && requested !== status?.lastHandledReconcileAt
  );
}

function indexValues({ metadata }: KubeObject): string[] {
  return [`${metadata.namespace}/${metadata.labels?.name}`];
}

/**
 * The metadata of the Secrets in which Helm keeps releases, as the controller
 * itself sees them: an interval that finds them unchanged costs no request.
 */
export class NewestSecrets implements HelmReleaseWatch {
  #informer: Informer<KubeObject> | undefined;

  constructor(
    private readonly deps: Pick<HelmReleaseDeps, 'informers' | 'scope'>,
  ) {}

  start(): () => void {
    const { informers, scope } = this.deps;
    const { informer, release } = informers.acquire<KubeObject>({
      ...SECRET,
      namespace: scope.namespace,
      labelSelector: 'owner=helm',
      metadataOnly: true,
    });
    informer.addIndexer(INDEX, indexValues);
    this.#informer = informer;
    return () => {
      this.#informer = undefined;
      informer.removeIndexer(INDEX);
      release();
    };
  }

  /**
   * The mark of the newest revision as it was last heard of; undefined where
   * that does not do: what is found may be a moment behind, so whoever asks for
   * a run gets a look at the cluster, and a release with an identity of its own
   * is seen as that sees it.
   */
  markOf({ ctx: { object }, target }: StoredRun): string | undefined {
    const isOwn = !target.isRemote && !target.client.impersonatedUser;
    if (!isOwn || isRequested(object)) return undefined;
    const [namespace, name] = [
      storageNamespaceOf(object),
      releaseNameOf(object),
    ];
    return newestOf(this.#heardOf(namespace, name))?.mark;
  }

  /** Metadata of the Secret of a release's newest revision, as last heard of. */
  newest(namespace: string, name: string): KubeObject | undefined {
    return newestSecretOf(this.#heardOf(namespace, name));
  }

  #heardOf(namespace: string, name: string): readonly KubeObject[] {
    const informer = this.#informer;
    if (!informer?.hasSynced || informer.problem) return [];
    return informer.store.byIndex(INDEX, `${namespace}/${name}`);
  }
}
