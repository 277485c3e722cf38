import { marshal } from '@backstage-gitops/go-yaml';
import { compareStrings, type Values } from '@backstage-gitops/helm';
import { DigestMemo } from './DigestMemo';
import { digestOf, type DigestAlgorithm } from './digestOf';
import { plainValue } from './plainValue';

const memo = new DigestMemo<Values>();

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
  if (!values || values.size === 0) return digestOf(algorithm, '');
  return memo.of(values, algorithm, () => digestOf(algorithm, toYaml(values)));
}

function toYaml(values: Values): string {
  return marshal(plainValue(values), {
    compareKeys: compareStrings,
    direct: true,
  });
}
