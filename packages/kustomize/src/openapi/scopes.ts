/** Knows which kinds live outside namespaces. */
export interface Scopes {
  /** False also for kinds that are not known. */
  isClusterScoped(apiVersion: string, kind: string): boolean;
}
