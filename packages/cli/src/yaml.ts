import { marshal } from '@backstage-gitops/go-yaml';

/** A value as YAML text with sorted keys, as Kubernetes tools print it. */
export function toYaml(value: unknown): string {
  return marshal(JSON.parse(JSON.stringify(value)));
}
