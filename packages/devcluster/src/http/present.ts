import { JsonObject, KubeObject } from '../json';
import { Resource } from '../resources/Resource';
import { tableColumns, tableRow } from '../tables/table';

/** The form of the answer that an Accept header asks for. */
type View = 'object' | 'table' | 'metadata';

/** Reads the Accept header; the first form that the server has wins. */
export function viewOf(accept: string | undefined): View {
  for (const part of (accept ?? '').split(',')) {
    const parameters = Object.fromEntries(
      part
        .split(';')
        .slice(1)
        .map(item => item.trim().split('=')),
    ) as Record<string, string>;
    if (parameters.as === 'Table' && parameters.v === 'v1') {
      return 'table';
    }
    if (
      parameters.as?.startsWith('PartialObjectMetadata') &&
      parameters.v === 'v1'
    ) {
      return 'metadata';
    }
    if (/^\s*(application\/json|\*\/\*)\s*(;|$)/.test(part) && !parameters.as) {
      return 'object';
    }
  }
  return 'object';
}

/** How much of each object a Table carries. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** Shows objects in the asked form. */
export class Presenter {
  constructor(
    private readonly resource: Resource,
    private readonly view: View,
    private readonly include: IncludeObject,
    private readonly now: () => Date,
  ) {}

  one(object: KubeObject): JsonObject {
    switch (this.view) {
      case 'table':
        return this.table([object], {
          resourceVersion: object.metadata.resourceVersion,
        });
      case 'metadata':
        return partial(object);
      default:
        return object;
    }
  }

  many(objects: readonly KubeObject[], metadata: JsonObject): JsonObject {
    const { resource } = this;
    switch (this.view) {
      case 'table':
        return this.table(objects, metadata);
      case 'metadata':
        return {
          kind: 'PartialObjectMetadataList',
          apiVersion: 'meta.k8s.io/v1',
          metadata,
          items: objects.map(partial),
        };
      default:
        return {
          kind: resource.listKind,
          apiVersion: resource.group
            ? `${resource.group}/${resource.version}`
            : resource.version,
          metadata,
          items: objects,
        };
    }
  }

  /** As `one`, for a watch: only the first Table carries its columns. */
  watched(object: KubeObject, isFirst: boolean): JsonObject {
    const shown = this.one(object);
    return this.view === 'table' && !isFirst
      ? { ...shown, columnDefinitions: null }
      : shown;
  }

  private table(
    objects: readonly KubeObject[],
    metadata: JsonObject,
  ): JsonObject {
    return {
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      columnDefinitions: tableColumns(this.resource),
      rows: objects.map(object => ({
        cells: tableRow(this.resource, object, this.now()),
        ...this.rowObject(object),
      })),
    };
  }

  private rowObject(object: KubeObject): JsonObject {
    switch (this.include) {
      case 'None':
        return {};
      case 'Object':
        return { object };
      default:
        return { object: partial(object) };
    }
  }
}

function partial(object: KubeObject): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}
