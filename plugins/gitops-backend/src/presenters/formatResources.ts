/** An entry of `eventSources` or of `resources`. */
interface ResourceSelector {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/**
 * What a list of objects says: `Kustomization apps/web`, `HelmRelease apps/*`.
 * @param own - namespace of the object that has the list
 */
export function formatResources(
  resources: readonly ResourceSelector[],
  own = '',
): string {
  return resources
    .map(({ kind, name, namespace = own, matchLabels }) => {
      const labels = matchLabels ? ' with labels' : '';
      return `${kind} ${namespace}/${name}${labels}`;
    })
    .join(', ');
}
