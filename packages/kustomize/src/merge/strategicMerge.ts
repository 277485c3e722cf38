import { createNode, type YamlNode } from '@backstage-gitops/go-yaml';
import { isAssociative, type Schema, type SchemaSet } from '../openapi/schema';
import {
  fieldNames,
  fieldOf,
  isMissingOrNull,
  mapField,
  NULL_TAG,
  requireKind,
  setField,
  textOf,
} from '../resources/tree';
import { takeDirective } from './directives';
import { mergeAssociativeList } from './associativeList';
import { commentSchema } from './commentSchema';
import type { ListDirection, Merged, MergePlace } from './mergePlace';

const NOTHING: Merged = { node: undefined, keepNull: false };

/**
 * Merges `patch` into `target` as Kubernetes' strategic merge does, by the
 * merge keys of `schemas`. Both trees are changed and afterwards share nodes.
 * @returns the merged object; `undefined` when the patch deletes it
 * @throws KustomizeError - invalid-patch or invalid-resource
 */
export function strategicMerge(
  patch: YamlNode,
  target: YamlNode,
  schemas: SchemaSet,
  direction: ListDirection = 'prepend',
): YamlNode | undefined {
  return mergeNode(target, patch, { schemas, schema: undefined, direction })
    .node;
}

/** Merges one place; both sides may be missing. */
function mergeNode(
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
  place: MergePlace,
): Merged {
  const here: MergePlace = {
    ...place,
    schema: schemaHere(target, patch, place),
  };
  const first = [target, patch].find(node => !isMissingOrNull(node));
  switch (first?.kind) {
    case undefined:
    case 'mapping':
      requireKind(target, 'mapping');
      requireKind(patch, 'mapping');
      return mergeMapping(target, patch, here);
    case 'sequence':
      requireKind(target, 'sequence');
      requireKind(patch, 'sequence');
      return isAssociative(here.schema)
        ? mergeList(target, patch, here)
        : replaceWhole(target, patch);
    case 'scalar':
      requireKind(target, 'scalar');
      requireKind(patch, 'scalar');
      return replaceWhole(target, patch);
    default:
      return NOTHING;
  }
}

function schemaHere(
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
  { schema, schemas }: MergePlace,
): Schema | undefined {
  const sources = [target, patch].filter(node => !isMissingOrNull(node));
  for (const node of sources) {
    const own = commentSchema(node!);
    if (own !== undefined) return own;
  }
  if (schema !== undefined) return schema;
  for (const node of sources) {
    const kind = textOf(mapField(node, 'kind'));
    const apiVersion = textOf(mapField(node, 'apiVersion'));
    if (kind === '' || apiVersion === '') continue;
    const found = schemas.ofKind(apiVersion, kind);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The patch's value where it has one; its style is kept only for what was empty. */
function replaceWhole(
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
): Merged {
  adoptLayout(target, patch);
  return { node: patch ?? target, keepNull: false };
}

/**
 * The target takes the patch's comments; an empty list or map is written in
 * the style of what is merged into it.
 */
function adoptLayout(
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
): void {
  if (target === undefined || patch === undefined) return;
  target.headComment = patch.headComment || target.headComment;
  target.lineComment = patch.lineComment || target.lineComment;
  target.footComment = patch.footComment || target.footComment;
  if (target.kind !== 'scalar' && target.content.length === 0) {
    target.style = patch.style;
  }
}

function mergeMapping(
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
  place: MergePlace,
): Merged {
  const start = startMapping(target, patch);
  const merged = start.node;
  if (merged === undefined) return NOTHING;
  for (const name of allFieldNames(merged, patch)) {
    const targetField = mapField(merged, name);
    const patchField = mapField(patch, name);
    const value = mergeNode(targetField, patchField, {
      ...place,
      schema: fieldSchema(merged, patch, name, place),
    });
    setField(merged, name, value.node, {
      keepNull: value.keepNull,
      keyStyle: value.node === patchField ? keyStyle(patch, name) : 0,
    });
  }
  return start;
}

/** What the fields are merged into, or nothing when the mapping goes away. */
function startMapping(
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
): Merged {
  adoptLayout(target, patch);
  if (isMissingOrNull(target)) {
    if (
      patch !== undefined &&
      patch.kind === 'mapping' &&
      takeDirectiveLeniently(patch) === 'delete'
    ) {
      return NOTHING;
    }
    if (patch === undefined && target !== undefined && target.value !== '') {
      return {
        node: createNode('scalar', { tag: NULL_TAG, value: target.value }),
        keepNull: true,
      };
    }
    return { node: patch, keepNull: false };
  }
  if (patch?.tag === NULL_TAG) return NOTHING;
  switch (takeDirective(patch)) {
    case 'delete':
      return NOTHING;
    case 'replace':
      return { node: patch, keepNull: false };
    default:
      return { node: target, keepNull: false };
  }
}

/** Where the patch is all there is, an unknown directive stays in it as a field. */
function takeDirectiveLeniently(patch: YamlNode): string {
  const word = fieldOf(patch, '$patch')?.value;
  return word === undefined || !['delete', 'replace', 'merge'].includes(word)
    ? 'merge'
    : takeDirective(patch);
}

function allFieldNames(
  merged: YamlNode,
  patch: YamlNode | undefined,
): string[] {
  const names = new Set(fieldNames(merged));
  if (patch !== undefined && patch !== merged) {
    for (const name of fieldNames(patch)) names.add(name);
  }
  return [...names].sort();
}

function fieldSchema(
  merged: YamlNode,
  patch: YamlNode | undefined,
  name: string,
  { schema, schemas }: MergePlace,
): Schema | undefined {
  for (const source of [merged, patch]) {
    const own = source && keyCommentSchema(source, name);
    if (own !== undefined) return own;
  }
  return schema && schemas.field(schema, name);
}

function keyCommentSchema(source: YamlNode, name: string): Schema | undefined {
  if (source.kind !== 'mapping') return undefined;
  for (let i = 0; i + 1 < source.content.length; i += 2) {
    if (source.content[i].value !== name) continue;
    return (
      commentSchema(source.content[i + 1]) ?? commentSchema(source.content[i])
    );
  }
  return undefined;
}

/** Style of the key of an entry: a new entry is written with the patch's. */
function keyStyle(node: YamlNode | undefined, name: string): number {
  const content = node?.content ?? [];
  const at = content.findIndex((key, i) => i % 2 === 0 && key.value === name);
  return content[at]?.style ?? 0;
}

function mergeList(
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
  place: MergePlace,
): Merged {
  const start = startList(target, patch);
  if (start === undefined) return NOTHING;
  return {
    node: mergeAssociativeList(start, patch, place, mergeNode),
    keepNull: false,
  };
}

function startList(
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
): YamlNode | undefined {
  adoptLayout(target, patch);
  if (isMissingOrNull(target)) return patch;
  if (patch?.tag === NULL_TAG) return undefined;
  switch (takeDirective(patch)) {
    case 'delete':
      return undefined;
    case 'replace':
      return patch;
    default:
      return target;
  }
}
