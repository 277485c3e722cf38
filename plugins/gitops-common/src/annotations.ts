/** Annotation whose change of value asks for a run at once. */
export const RECONCILE_REQUEST_ANNOTATION = 'reconcile.fluxcd.io/requestedAt';
/** Annotation that, equal to the request, asks for a forced action. */
export const FORCE_REQUEST_ANNOTATION = 'reconcile.fluxcd.io/forceAt';
/** Annotation that, equal to the request, asks to forget failures. */
export const RESET_REQUEST_ANNOTATION = 'reconcile.fluxcd.io/resetAt';
/** Label on ConfigMaps and Secrets whose change starts the objects that use them. */
export const WATCH_LABEL = 'reconcile.fluxcd.io/watch';
/** Finalizer of the toolkit kinds. */
export const TOOLKIT_FINALIZER = 'finalizers.fluxcd.io';
/** Prefix of annotations of an object that are copied onto its events. */
export const EVENT_ANNOTATION_PREFIX = 'event.toolkit.fluxcd.io/';
/** Label of applied objects: name of the Kustomization. */
export const KUSTOMIZATION_NAME_LABEL = 'kustomize.toolkit.fluxcd.io/name';
/** Label of applied objects: namespace of the Kustomization. */
export const KUSTOMIZATION_NAMESPACE_LABEL =
  'kustomize.toolkit.fluxcd.io/namespace';
/** Annotation of events: why a release was acted on, in JSON; not one of Flux's. */
export const HELM_RELEASE_DECISION_ANNOTATION =
  'helm.toolkit.fluxcd.io/decision';
/** Label of applied objects: name of their HelmRelease. */
export const HELM_RELEASE_NAME_LABEL = 'helm.toolkit.fluxcd.io/name';
/** Label of applied objects: namespace of their HelmRelease. */
export const HELM_RELEASE_NAMESPACE_LABEL = 'helm.toolkit.fluxcd.io/namespace';
/** Label or annotation of an object: `disabled` exempts it from drift detection. */
export const DRIFT_DETECTION_ANNOTATION =
  'helm.toolkit.fluxcd.io/driftDetection';
/** Annotation or label that keeps an object from being pruned (`disabled`). */
export const PRUNE_ANNOTATION = 'kustomize.toolkit.fluxcd.io/prune';
/** Annotation or label that keeps an object from being changed (`disabled`). */
export const RECONCILE_ANNOTATION = 'kustomize.toolkit.fluxcd.io/reconcile';
/** Annotation or label that says how to apply: Override, Merge, IfNotPresent, Ignore. */
export const SSA_ANNOTATION = 'kustomize.toolkit.fluxcd.io/ssa';
/** Annotation or label that allows to recreate an object (`enabled`). */
export const FORCE_ANNOTATION = 'kustomize.toolkit.fluxcd.io/force';
/** Annotation or label that keeps variables in an object as they are (`disabled`). */
export const SUBSTITUTE_ANNOTATION = 'kustomize.toolkit.fluxcd.io/substitute';

/** Domain of the annotations and labels that are ours and not Flux's. */
export const OWN_DOMAIN = 'backstage-gitops.io';
/**
 * Annotation of a catalog entity that names its objects of one kind:
 * `backstage-gitops.io/git-repository` for GitRepository. The value is comma
 * separated, each item `[<cluster>/]<namespace>/<name>`; without a cluster, on
 * every cluster that has it.
 */
export function entityAnnotationOf(kind: string): string {
  const words = kind
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2');
  return `${OWN_DOMAIN}/${words.toLowerCase()}`;
}
/**
 * Annotation of a GitOps object: the catalog entities whose owners may act on
 * it in the portal, comma separated, each a full reference such as
 * `component:default/payments`. An entity's own annotation names an object but
 * gives no right to it; this one is written by whoever may write the object.
 */
export const AGREED_ENTITIES_ANNOTATION = `${OWN_DOMAIN}/entity`;
/**
 * Annotation of a GitRepository: JSON about the commit that is stored, with
 * `revision`, `title`, `author` and `time`.
 */
export const COMMIT_ANNOTATION = `${OWN_DOMAIN}/commit`;
/**
 * Annotation of an Alert: `changes` sends only changes of an object's state, its
 * failure and its recovery, instead of every event.
 */
export const NOTIFY_ANNOTATION = `${OWN_DOMAIN}/notify`;
/**
 * Annotation of an Alert that sends changes only: the Go duration after which a
 * failure that lasts is sent again; `24h` by default, `0s` for never.
 */
export const NOTIFY_REPEAT_ANNOTATION = `${OWN_DOMAIN}/notify-repeat`;
/**
 * Label of Backstage's Kubernetes plugin on objects that belong to an entity,
 * and annotation of the entity with the same value.
 */
export const KUBERNETES_ID = 'backstage.io/kubernetes-id';
/**
 * Annotation of Backstage's Kubernetes plugin on an entity: the namespace of
 * its objects. Objects there count as named by the entity.
 */
export const KUBERNETES_NAMESPACE = 'backstage.io/kubernetes-namespace';
/** Annotation of a suspended object: who suspended it (an entity reference). */
export const SUSPENDED_BY_ANNOTATION = `${OWN_DOMAIN}/suspended-by`;
/** Annotation of a suspended object: why. */
export const SUSPENDED_REASON_ANNOTATION = `${OWN_DOMAIN}/suspended-reason`;
/** Annotation of a suspended object: until when, RFC 3339. */
export const SUSPENDED_UNTIL_ANNOTATION = `${OWN_DOMAIN}/suspended-until`;
/**
 * Annotation of a suspended object: the `metadata.generation` of the suspension
 * that the other annotations are about. They say nothing about a later one,
 * such as by `flux suspend`, which leaves them in place.
 */
export const SUSPENDED_GENERATION_ANNOTATION = `${OWN_DOMAIN}/suspended-generation`;
/**
 * Annotation of a suspended object: the user who suspended it, as flux-operator's
 * web page records it, and the portal beside its own.
 */
export const FLUX_SUSPENDED_BY_ANNOTATION =
  'fluxcd.controlplane.io/suspendedBy';
