import type { Resource } from '../resources/resource';
import {
  effectiveNamespace,
  type GroupVersionKind,
} from '../resources/resourceId';
import type { SelectorSettings } from '../load/kustomizationTypes';
import { parseLabelSelector, type LabelMatcher } from './labelSelector';
import { compileAnchored, type TextMatcher } from './regex';

/** A compiled selector. */
interface Selector {
  readonly matchesGvk: (gvk: GroupVersionKind) => boolean;
  readonly matchesName: TextMatcher;
  readonly matchesNamespace: TextMatcher;
  readonly matchesLabels: LabelMatcher;
  readonly matchesAnnotations: LabelMatcher;
}

/** @throws KustomizeError - invalid-config, for a bad pattern or label selector */
export function compileSelector(settings: SelectorSettings): Selector {
  const group = compileAnchored(settings.group ?? '');
  const version = compileAnchored(settings.version ?? '');
  const kind = compileAnchored(settings.kind ?? '');
  return {
    matchesGvk: gvk =>
      group(gvk.group) && version(gvk.version) && kind(gvk.kind),
    matchesName: compileAnchored(settings.name ?? ''),
    matchesNamespace: compileAnchored(settings.namespace ?? ''),
    matchesLabels: parseLabelSelector(settings.labelSelector ?? ''),
    matchesAnnotations: parseLabelSelector(settings.annotationSelector ?? ''),
  };
}

/** Objects whose original or present identity and metadata fit. */
export function selectResources(
  resources: readonly Resource[],
  settings: SelectorSettings,
): Resource[] {
  const selector = compileSelector(settings);
  return resources.filter(resource => {
    const { currentId, originalId } = resource;
    return (
      (selector.matchesNamespace(effectiveNamespace(originalId)) ||
        selector.matchesNamespace(effectiveNamespace(currentId))) &&
      (selector.matchesName(originalId.name) ||
        selector.matchesName(currentId.name)) &&
      selector.matchesGvk(currentId) &&
      (!settings.labelSelector || selector.matchesLabels(resource.labels)) &&
      (!settings.annotationSelector ||
        selector.matchesAnnotations(resource.annotations))
    );
  });
}
