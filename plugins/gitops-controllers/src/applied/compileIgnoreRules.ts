import { parseLabelSelector, toGroupVersionKind } from '@backstage-gitops/kube';
import type { IgnoreRule, KubeObject } from '@backstage-gitops/kube';
import { compileAnchored } from '@backstage-gitops/kustomize';

/** Which objects a rule is about: patterns of RE2 and selectors; what is left out fits all. */
interface IgnoreTarget {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

/** A rule of a spec, as Kustomizations and HelmReleases write it. */
interface IgnoreRuleSpec {
  /** RFC 6901 pointers. */
  readonly paths: readonly string[];
  /** Default: every object. */
  readonly target?: IgnoreTarget;
}

/** A field of a target that does not parse, named as Flux names it. */
class IgnoreTargetError extends Error {
  override readonly name = 'IgnoreTargetError';

  constructor(field: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`failed to create ignore rule selector: invalid ${field}: ${why}`, {
      cause,
    });
  }
}

/** Compiles one field; the error of a bad one names it. */
function compile<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new IgnoreTargetError(field, error);
  }
}

/** Patterns are RE2 and fit whole texts; what is left out fits everything. */
function compileTarget(target: IgnoreTarget): (object: KubeObject) => boolean {
  const pattern = (name: 'group' | 'version' | 'kind' | 'name' | 'namespace') =>
    compile(`${name} regex`, () => compileAnchored(target[name] ?? ''));
  const [group, version, kind] = [
    pattern('group'),
    pattern('version'),
    pattern('kind'),
  ];
  const [name, namespace] = [pattern('name'), pattern('namespace')];
  const labels = compile('label selector', () =>
    parseLabelSelector(target.labelSelector ?? ''),
  );
  const annotations = compile('annotation selector', () =>
    parseLabelSelector(target.annotationSelector ?? ''),
  );
  return object => {
    const { metadata } = object;
    const type = toGroupVersionKind(object);
    return (
      group(type.group) &&
      version(type.version) &&
      kind(type.kind) &&
      name(metadata.name ?? '') &&
      namespace(metadata.namespace ?? '') &&
      labels(metadata.labels ?? {}) &&
      annotations(metadata.annotations ?? {})
    );
  };
}

/**
 * Rules of a spec, ready to be asked about objects. Patterns take linear time.
 * @throws Error - a pattern or selector of a target does not parse
 */
export function compileIgnoreRules(
  rules: readonly IgnoreRuleSpec[],
): IgnoreRule[] {
  return rules.map(({ paths, target }) => ({
    paths,
    matches: target ? compileTarget(target) : () => true,
  }));
}
