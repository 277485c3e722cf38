import { KustomizeError } from '../errors';
import * as anno from './annotations';
import type { Resource, ResourceContext } from './resource';
import { requireRecord } from './origin';
import { describeId, idKey, sameId, type ResourceId } from './resourceId';
import { clearField, fieldOf, getField, setField } from './tree';
import { configMapValue } from '../generators/dataValue';
import { lookup } from './lookup';

/** The objects of a build in order, no two with the same present identity. */
export class ResourceMap {
  private list: Resource[] = [];
  private index?: { readonly keys: Set<string>; readonly changes: number };

  constructor(
    private readonly context: ResourceContext,
    resources: readonly Resource[] = [],
  ) {
    this.appendAll(resources);
  }

  get resources(): readonly Resource[] {
    return this.list;
  }

  /** Replaces all objects without checking identities. */
  assign(resources: readonly Resource[]): void {
    this.list = resources.slice();
    this.index = undefined;
  }

  clear(): void {
    this.assign([]);
  }

  dropEmpty(): void {
    if (this.list.some(resource => resource.isEmpty)) {
      this.assign(this.list.filter(resource => !resource.isEmpty));
    }
  }

  /** @throws KustomizeError - conflict, when the identity is taken */
  append(resource: Resource): void {
    const keys = this.currentKeys();
    const key = idKey(resource.currentId);
    if (keys.has(key)) {
      throw new KustomizeError(
        'conflict',
        `may not add resource with an already registered id: ${describeId(
          resource.currentId,
        )}`,
      );
    }
    keys.add(key);
    this.list.push(resource);
  }

  appendAll(resources: readonly Resource[]): void {
    for (const resource of resources) this.append(resource);
  }

  /** Objects that have or had this identity. */
  matchingAnyId(matches: (id: ResourceId) => boolean): Resource[] {
    return this.list.filter(
      resource =>
        !resource.isEmpty &&
        (resource.previousIds.some(matches) || matches(resource.currentId)),
    );
  }

  /** The one object that has or had this identity. @throws KustomizeError - none or several */
  requireById(id: ResourceId): Resource {
    const matches = this.matchingAnyId(
      other => other.name === id.name && sameId(other, id),
    );
    if (matches.length === 1) return matches[0];
    const text = describeId(id);
    throw new KustomizeError(
      'invalid-patch',
      `${
        matches.length === 0 ? 'no matches' : 'multiple matches'
      } for Id ${text}; ` + `failed to find unique target for patch ${text}`,
    );
  }

  /** Adds generated objects; their behaviour decides about ones that exist. */
  absorbAll(resources: readonly Resource[]): void {
    for (const resource of resources) this.absorb(resource);
  }

  private absorb(resource: Resource): void {
    const id = resource.currentId;
    const matches = this.matchingAnyId(other => sameId(other, id));
    const { behavior } = resource;
    const merging = behavior === 'merge' || behavior === 'replace';
    if (matches.length > 1) {
      throw new KustomizeError(
        'conflict',
        `found multiple objects ${matches
          .map(match => describeId(match.currentId))
          .join(', ')} ` + `that could accept merge of ${describeId(id)}`,
      );
    }
    if (matches.length === 0) {
      if (merging) {
        throw new KustomizeError(
          'conflict',
          `id ${describeId(id)} does not exist; cannot merge or replace`,
        );
      }
      this.append(resource);
      return;
    }
    if (!merging) {
      throw new KustomizeError(
        'conflict',
        `id ${describeId(
          id,
        )} exists; can not use behavior: '${behavior}', behavior must be merge or replace`,
      );
    }
    const old = matches[0];
    const origin = old.annotations.get(anno.ORIGIN);
    copyMetadata(resource, old);
    if (behavior === 'merge') {
      mergeData(resource, old, 'data');
      mergeData(resource, old, 'binaryData');
      if (origin !== undefined) {
        requireRecord(old, origin);
        resource.changeAnnotations(values => values.set(anno.ORIGIN, origin));
      }
    }
    this.list[this.list.indexOf(old)] = resource;
    this.index = undefined;
  }

  private currentKeys(): Set<string> {
    if (this.index?.changes !== this.context.changes) {
      const keys = new Set<string>();
      for (const resource of this.list) keys.add(idKey(resource.currentId));
      this.index = { keys, changes: this.context.changes };
    }
    return this.index.keys;
  }
}

/**
 * Gives `resource` the name, namespace, labels and annotations of `other`;
 * its own labels and annotations win, build annotations are those of `other`.
 */
export function copyMetadata(resource: Resource, other: Resource): void {
  resource.setLabels(new Map([...other.labels, ...resource.labels]));
  const own = resource.annotations;
  const merged = new Map([...other.annotations, ...own]);
  for (const key of anno.BUILD_ANNOTATIONS) {
    const value = other.annotations.get(key);
    if (value === undefined) merged.delete(key);
    else merged.set(key, value);
  }
  if (!own.has(anno.NEEDS_HASH)) merged.delete(anno.NEEDS_HASH);
  resource.setAnnotations(merged);
  resource.setName(other.name);
  resource.setNamespace(other.namespace);
  resource.refVarNames = other.refVarNames.slice();
}

function mergeData(
  resource: Resource,
  old: Resource,
  field: 'data' | 'binaryData',
): void {
  const merged = new Map([...dataOf(old, field), ...dataOf(resource, field)]);
  clearField(resource.node, field);
  for (const key of [...merged.keys()].sort()) {
    const map = lookup(resource.node, [field], 'mapping')!;
    setField(map, key, configMapValue(merged.get(key)!));
  }
}

function dataOf(resource: Resource, field: string): Map<string, string> {
  const result = new Map<string, string>();
  const node = getField(resource.node, field);
  if (node?.kind !== 'mapping') return result;
  for (let i = 0; i + 1 < node.content.length; i += 2) {
    const key = node.content[i].value;
    result.set(
      key,
      fieldOf(node, key)?.tag === '!!null' ? '' : fieldOf(node, key)!.value,
    );
  }
  return result;
}
