import { KustomizeError, isKustomizeError, withPrefix } from '../errors';
import { patchJson6902, readJsonPatch } from '../json6902/patchJson6902';
import type { JsonOperation } from '../json6902/jsonPatch';
import type { PatchSettings } from '../load/kustomizationTypes';
import { readResources } from '../load/readResources';
import { decodeText } from '../load/text';
import { ALLOW_KIND_CHANGE, ALLOW_NAME_CHANGE } from '../resources/annotations';
import type { Resource } from '../resources/resource';
import type { ResourceMap } from '../resources/resourceMap';
import { describeId } from '../resources/resourceId';
import { selectResources } from '../select/selector';
import { patchResource, patchSelected } from '../transformers/patchTargets';
import type { Transformer } from '../transformers/transformer';
import type { PluginContext } from './plugin';

/** Result of trying to read a text in one way. */
type Attempt<T> = { readonly value: T } | { readonly error: Error };

function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (isKustomizeError(error) && error.code !== 'limit') return { error };
    throw error;
  }
}

/**
 * One entry of `patches`: a strategic merge or a JSON patch, told apart by
 * trying both.
 * @throws KustomizeError - invalid-config, invalid-patch
 */
export function patchTransformer(
  settings: PatchSettings,
  { loader, state }: PluginContext,
): Transformer {
  const inline = (settings.patch ?? '').trim();
  const { path = '', target, options } = settings;
  if ((inline === '') === (path === '')) {
    throw new KustomizeError(
      'invalid-config',
      inline === ''
        ? 'must specify one of patch and path in a patch'
        : `patch and path can't be set at the same time: path ${path}`,
    );
  }
  const text =
    inline !== ''
      ? inline
      : withPrefix(`failed to get the patch file from path(${path})`, () =>
          decodeText(loader.load(path), path),
        );
  const source =
    inline !== ''
      ? `[patch: ${JSON.stringify(inline)}]`
      : `[path: ${JSON.stringify(path)}]`;
  const merge = attempt(() => readResources(text, state, path || undefined));
  const json = attempt(() => readJsonPatch(text));
  if ('error' in merge && 'error' in json) {
    throw new KustomizeError(
      'invalid-patch',
      `unable to parse SM or JSON patch from ${source}`,
      { file: path || undefined, cause: merge.error },
    );
  }
  if (
    'value' in merge &&
    'value' in json &&
    merge.value.length > 0 &&
    json.value.length > 0
  ) {
    throw new KustomizeError(
      'invalid-patch',
      `illegally qualifies as both an SM and JSON patch: ${source}`,
    );
  }
  if ('value' in merge) {
    for (const patch of merge.value) {
      if (options?.allowNameChange) patch.enable(ALLOW_NAME_CHANGE);
      if (options?.allowKindChange) patch.enable(ALLOW_KIND_CHANGE);
    }
    return mergeTransformer(merge.value, { target, source }, { loader, state });
  }
  const operations = 'value' in json ? json.value : [];
  return jsonTransformer(operations, { target, source });
}

interface PatchPlace {
  readonly target: PatchSettings['target'];
  readonly source: string;
}

function mergeTransformer(
  patches: readonly Resource[],
  { target, source }: PatchPlace,
  { state }: PluginContext,
): Transformer {
  return map => {
    if (patches.length === 0) return;
    if (target === undefined) {
      for (const patch of patches) mergeIntoNamed(map, patch, state);
      return;
    }
    if (patches.length > 1) {
      throw new KustomizeError(
        'invalid-patch',
        `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
      );
    }
    const selected = selectResources(map.resources, target);
    patchSelected(map, new Set(selected), patches[0], state.schemas);
  };
}

function mergeIntoNamed(
  map: ResourceMap,
  patch: Resource,
  state: PluginContext['state'],
): void {
  const id = patch.originalId;
  const resource = withPrefix(
    `no resource matches strategic merge patch "${describeId(id)}"`,
    () => map.requireById(id),
  );
  patchResource(resource, patch, state.schemas);
}

function jsonTransformer(
  operations: readonly JsonOperation[],
  { target, source }: PatchPlace,
): Transformer {
  return map => {
    if (target === undefined) {
      throw new KustomizeError(
        'invalid-patch',
        `must specify a target for JSON patch ${source}`,
      );
    }
    for (const resource of selectResources(map.resources, target)) {
      resource.rememberId();
      patchJson6902(resource, operations);
    }
  };
}

/**
 * The field `patchesStrategicMerge`: each entry is a patch or a file of patches.
 * @throws KustomizeError - invalid-config, malformed-yaml, not-found
 */
export function strategicMergeTransformer(
  { paths = [], patches = '' }: { paths?: readonly string[]; patches?: string },
  { loader, state }: PluginContext,
): Transformer {
  if (paths.length === 0 && patches === '') {
    throw new KustomizeError(
      'invalid-config',
      'empty file path and empty patch content',
    );
  }
  const loaded = [
    ...paths.flatMap(path => {
      const inline = attempt(() => readResources(path, state));
      return 'value' in inline
        ? inline.value
        : inFile(path, () => readResources(loader.load(path), state, path));
    }),
    ...(patches === '' ? [] : readResources(patches, state)),
  ];
  if (loaded.length === 0) {
    throw new KustomizeError(
      'invalid-config',
      `patch appears to be empty; files=[${paths.join(' ')}], Patch=${patches}`,
    );
  }
  return map => {
    for (const patch of loaded) {
      const target = map.requireById(patch.originalId);
      patchSelected(map, new Set([target]), patch, state.schemas);
    }
  };
}

/** Names the file in the message of a YAML fault. */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (
      isKustomizeError(error) &&
      error.message.includes('MalformedYAMLError')
    ) {
      throw new KustomizeError(
        error.code,
        `${error.message} in File: ${path}`,
        {
          file: path,
          line: error.line,
          column: error.column,
          cause: error.cause,
        },
      );
    }
    throw error;
  }
}

/**
 * One entry of `patchesJson6902`.
 * @throws KustomizeError - invalid-config, invalid-patch
 */
export function json6902Transformer(
  {
    target,
    path = '',
    jsonOp = '',
  }: { target?: PatchSettings['target']; path?: string; jsonOp?: string },
  { loader }: PluginContext,
): Transformer {
  if (!target?.name) {
    throw new KustomizeError('invalid-config', 'must specify the target name');
  }
  if (path === '' && jsonOp === '') {
    throw new KustomizeError(
      'invalid-config',
      'empty file path and empty jsonOp',
    );
  }
  if (path !== '' && jsonOp !== '') {
    throw new KustomizeError(
      'invalid-config',
      'must specify a file path or jsonOp, not both',
    );
  }
  const text = path === '' ? jsonOp : decodeText(loader.load(path), path);
  if (text === '') {
    throw new KustomizeError(
      'invalid-config',
      `patch file '${path}' empty seems to be empty`,
    );
  }
  const operations = withPrefix(`decoding ${path || 'the patch'}`, () =>
    readJsonPatch(text),
  );
  if (operations.length === 0) {
    throw new KustomizeError(
      'invalid-config',
      `patch appears to be empty; file=${path}, JsonOp=${text}`,
    );
  }
  return map => {
    for (const resource of selectResources(map.resources, target)) {
      patchJson6902(resource, operations);
    }
  };
}
