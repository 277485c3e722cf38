import { decode, marshal } from '@backstage-gitops/go-yaml';
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
  return withPrefix('error unmarshaling JSON: while decoding JSON', () =>
    decodeJson<Kustomization>(value, KUSTOMIZATION, {
      refuseUnknown: false,
      coerceScalars: true,
    }),
  );
}

/** Writes a kustomization as sigs.k8s.io/yaml does: sorted, without what is empty. */
export function writeKustomization(kustomization: Kustomization): string {
  return marshal(encodeJson(kustomization, KUSTOMIZATION));
}

function decodeLeniently(text: string, file: string | undefined): JsonValue {
  try {
    const float = (value: number) => new YamlFloat(value);
    return (decode(text, { dialect: 'sigs', float }) ?? null) as JsonValue;
  } catch (cause) {
    const { message, line, column } = cause as Error & {
      line?: number;
      column?: number;
    };
    const place = { file, line, column, cause };
    throw new KustomizeError('malformed-yaml', message, place);
  }
}
