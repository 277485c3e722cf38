/** Programs that Flux ships, each with its kinds, its lease and its health. */
export const COMPONENTS = [
  'source-controller',
  'source-watcher',
  'kustomize-controller',
  'helm-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'notification-controller',
  'flux-operator',
] as const;

/** Name of a program that Flux ships. */
export type Component = (typeof COMPONENTS)[number];
