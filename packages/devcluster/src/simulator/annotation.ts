/** Annotation of a pod that asks for a sad end: `never-ready`, or `fail` for pods that should end; `never-ready` on a claim leaves it unbound. */
export const SIMULATE_ANNOTATION = 'backstage-gitops.io/simulate';
