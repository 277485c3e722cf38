import { HelmError } from '../errors';
import { goQuote } from '../text/goQuote';

/** A Kubernetes version as `.Capabilities.KubeVersion` shows it. */
export interface KubeVersion {
  /** Full version, e.g. `v1.33.4-gke.1245000`. */
  readonly version: string;
  /** Without suffixes, what constraints are checked against, e.g. `v1.33.4`. */
  readonly normalized: string;
  readonly major: string;
  readonly minor: string;
}

/**
 * Reads what `--kube-version` takes: `1.30`, `v1.33.4-gke.1`, …
 * @throws HelmError - code KUBE_VERSION
 * @see k8s.io/apimachinery/pkg/util/version, ParseGeneric
 */
export function parseKubeVersion(text: string): KubeVersion {
  const numbers = readNumbers(text);
  if (typeof numbers === 'string') {
    throw new HelmError(
      'KUBE_VERSION',
      `invalid kube version '${text}': ${numbers}`,
    );
  }
  return {
    version: text.startsWith('v') ? text : `v${text}`,
    normalized: `v${numbers.join('.')}`,
    major: numbers[0],
    minor: numbers[1],
  };
}

/** The numeric parts, or the problem. */
function readNumbers(text: string): string[] | string {
  const matched = /^\s*v?(\d+(?:\.\d+)*)/.exec(text);
  if (!matched) {
    return `could not parse ${goQuote(text)} as version`;
  }
  const numbers = matched[1].split('.');
  if (numbers.length < 2) {
    return `illegal version string ${goQuote(text)}`;
  }
  if (numbers[0].length > 1 && numbers[0].startsWith('0')) {
    return `illegal zero-prefixed version component ${goQuote(
      numbers[0],
    )} in ${goQuote(text)}`;
  }
  return numbers.map(number => String(BigInt(number)));
}
