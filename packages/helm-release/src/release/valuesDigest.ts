import { marshal } from '@backstage-gitops/go-yaml';
import { compareStrings, type Values } from '@backstage-gitops/helm';
import { digestOf, type DigestAlgorithm } from './digestOf';
import { plainValue } from './plainValue';

/**
 * Digest of the values of a release, in `status.lastAttemptedConfigDigest` and
 * `status.history[].configDigest` of a HelmRelease: over YAML with its keys
 * sorted by their bytes; over nothing where there are none.
 * @throws YamlError - a value that YAML can't hold
 * @see fluxcd/pkg chartutil/digest.go
 */
export function valuesDigest(
  values: Values | undefined,
  algorithm: DigestAlgorithm = 'sha256',
): string {
  const yaml =
    values && values.size > 0
      ? marshal(plainValue(values), {
          compareKeys: compareStrings,
          direct: true,
        })
      : '';
  return digestOf(algorithm, yaml);
}
