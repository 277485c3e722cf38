import { KustomizeError } from '../errors';
import { decodeJson } from '../load/decodeJson';
import { decodeSigs } from '../load/kustomizationFile';
import { REPLACEMENT } from '../load/kustomizationSchema';
import type { ReplacementSettings } from '../load/kustomizationTypes';
import { replacementTransformer } from '../transformers/replacements';
import type { Transformer } from '../transformers/transformer';
import type { PluginContext } from './plugin';

/**
 * The field `replacements`, with those that stand in files of their own.
 * @throws KustomizeError - invalid-config, not-found, malformed-yaml
 */
export function configureReplacements(
  entries: readonly ReplacementSettings[],
  { loader }: PluginContext,
): Transformer {
  return replacementTransformer(
    entries.flatMap(entry => {
      if (!entry.path) return [entry];
      if (entry.source !== undefined || (entry.targets ?? []).length > 0) {
        throw new KustomizeError(
          'invalid-config',
          'cannot specify both path and inline replacement',
        );
      }
      return readReplacements(loader.load(entry.path), entry.path);
    }),
  );
}

function readReplacements(
  content: Uint8Array,
  path: string,
): ReplacementSettings[] {
  const value = decodeSigs(content, path);
  if (typeof value !== 'object' || value === null) {
    throw new KustomizeError(
      'invalid-config',
      `unsupported replacement type encountered within replacement path: ${typeof value}`,
      { file: path },
    );
  }
  const mode = { refuseUnknown: false, coerceScalars: true };
  return (Array.isArray(value) ? value : [value]).map(item =>
    decodeJson<ReplacementSettings>(item, REPLACEMENT, mode),
  );
}
