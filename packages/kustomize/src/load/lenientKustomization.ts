import { decode, formatFloat, marshal } from '@backstage-gitops/go-yaml';
import type { DecodeOptions } from '@backstage-gitops/go-yaml';
import { KustomizeError, withPrefix } from '../errors';
import type { JsonValue } from '../resources/toValue';
import { decodeJson, YamlFloat } from './decodeJson';
import { encodeJson } from './encodeJson';
import { KUSTOMIZATION } from './kustomizationSchema';
import type { Kustomization } from './kustomizationTypes';
import { decodeText } from './text';

/**
 * Reads a kustomization file as sigs.k8s.io/yaml reads one into kustomize's
 * type, which is what Flux does with the file at `spec.path`: names that the
 * type does not have are left out, numbers and booleans become text where text
 * is meant, the last of several equal keys wins, and no text at all is an
 * empty kustomization.
 * @param file - for the place of a fault
 * @throws KustomizeError - malformed-yaml, invalid-kustomization
 * @see github.com/fluxcd/pkg kustomize/kustomize_generator.go, GenerateManifest
 */
export function readKustomizationLeniently(
  content: Uint8Array,
  file?: string,
): Kustomization {
  const value = decodeLeniently(decodeText(content, file), file);
  if (value === null) return {};
  const kustomization = withPrefix(
    'error unmarshaling JSON: while decoding JSON',
    () =>
      decodeJson<Kustomization>(value, KUSTOMIZATION, {
        refuseUnknown: false,
        coerceScalars: true,
      }),
  );
  const unwritable = floatsIn(value).find(
    float => !float.isText && !Number.isFinite(float.value),
  );
  if (unwritable === undefined) return kustomization;
  throw new KustomizeError(
    'invalid-kustomization',
    `error converting YAML to JSON: json: unsupported value: ${formatFloat(
      unwritable.value,
    )}`,
    { file },
  );
}

/** Writes a kustomization as sigs.k8s.io/yaml does: sorted, without what is empty. */
export function writeKustomization(kustomization: Kustomization): string {
  return marshal(encodeJson(kustomization, KUSTOMIZATION));
}

function floatsIn(value: JsonValue): YamlFloat[] {
  if (value instanceof YamlFloat) return [value];
  const isObject = typeof value === 'object' && value !== null;
  return isObject ? Object.values(value).flatMap(floatsIn) : [];
}

/** Floats are marked: `.inf` and `.nan` have text, but JSON does not have them. */
function decodeLeniently(text: string, file: string | undefined): JsonValue {
  try {
    const float = (value: number) => new YamlFloat(value);
    const options: DecodeOptions = { dialect: 'sigs', float, notFinite: float };
    return (decode(text, options) ?? null) as JsonValue;
  } catch (cause) {
    const { message, line, column } = cause as Error & {
      line?: number;
      column?: number;
    };
    const place = { file, line, column, cause };
    throw new KustomizeError('malformed-yaml', message, place);
  }
}
