import { goQuote } from '../text/goQuote';
import { fromParsedJson, isList, isObject, type JsonValue } from './jsonValue';
import { draftOf, metaschemaDocuments, type Draft } from './metaschemas';
import { SchemaError } from './schemaError';
import type { SchemaLoader } from './schemaLoader';
import { subschemasOf } from './subschemas';

/** URL under which Helm reads a chart's values.schema.json. */
export const ROOT_URL = 'file:///values.schema.json';

/** A schema document, or a part of one with an `$id` of its own. */
export interface SchemaResource {
  readonly url: string;
  readonly root: JsonValue;
  readonly draft: Draft;
  readonly anchors: Map<string, JsonValue>;
  readonly dynamicAnchors: Map<string, JsonValue>;
}

/** A schema together with the resource that it belongs to. */
export interface LocatedSchema {
  readonly schema: JsonValue;
  readonly resource: SchemaResource;
}

/** Schemas by URL, and what `$ref`s lead to. */
export class SchemaRegistry {
  private readonly resources = new Map<string, SchemaResource>();
  private readonly owners = new Map<JsonValue, SchemaResource>();
  private readonly loading = new Set<string>();
  readonly root: LocatedSchema;

  /**
   * @param root - content of values.schema.json
   * @throws SchemaError - a `$schema` that can't be had
   */
  constructor(root: JsonValue, private readonly loadSchema?: SchemaLoader) {
    const resource = this.add(ROOT_URL, root);
    this.root = { schema: root, resource };
  }

  /** The resource that a schema object is part of. */
  ownerOf(schema: JsonValue, fallback: SchemaResource): SchemaResource {
    return this.owners.get(schema) ?? fallback;
  }

  /**
   * The schema that a `$ref` in `from` means.
   * @throws SchemaError - no such schema
   */
  resolve(reference: string, from: SchemaResource): LocatedSchema {
    const [url, fragment] = splitFragment(absolute(reference, from.url));
    const resource = this.get(url);
    if (fragment === '' || fragment.startsWith('/')) {
      const schema = follow(resource, fragment);
      return { schema, resource: this.ownerOf(schema, resource) };
    }
    const anchored = resource.anchors.get(fragment);
    if (anchored === undefined) {
      throw new SchemaError(
        `anchor in ${goQuote(
          `${url}#${fragment}`,
        )} not found in schema ${goQuote(url)}`,
      );
    }
    return { schema: anchored, resource };
  }

  /**
   * Refuses a root schema with a `$ref` that leads nowhere, also where no
   * value would reach it.
   * @throws SchemaError
   */
  requireReferences(): void {
    for (const [schema, resource] of [...this.owners]) {
      const reference = isObject(schema) ? schema.get('$ref') : undefined;
      if (typeof reference === 'string') {
        this.resolve(reference, resource);
      }
    }
  }

  private get(url: string): SchemaResource {
    return this.resources.get(url) ?? this.add(url, this.load(url));
  }

  private load(url: string): JsonValue {
    const known = metaschemaDocuments().get(url);
    if (known !== undefined) {
      return known;
    }
    const text = this.loadSchema?.(url);
    if (text !== undefined) {
      return fromParsedJson(JSON.parse(text));
    }
    if (url.startsWith('urn:')) {
      return true;
    }
    throw new SchemaError(
      `failing loading ${goQuote(url)}: schemas are not fetched`,
    );
  }

  private add(url: string, document: JsonValue): SchemaResource {
    const resource = this.register(url, document, this.draftFor(document, url));
    this.resources.set(url, resource);
    return resource;
  }

  private draftFor(document: JsonValue, url: string): Draft {
    const named = isObject(document) ? document.get('$schema') : undefined;
    if (typeof named !== 'string') {
      return 2020;
    }
    const known = draftOf(named);
    if (known) {
      return known;
    }
    if (this.loading.has(url)) {
      throw new SchemaError(`cycle in resolving $schema in ${goQuote(url)}`);
    }
    this.loading.add(url);
    return this.get(splitFragment(named)[0]).draft;
  }

  private register(
    url: string,
    schema: JsonValue,
    draft: Draft,
  ): SchemaResource {
    const id = ownId(schema, draft);
    const resource: SchemaResource = {
      url: id === undefined ? url : splitFragment(absolute(id, url))[0],
      root: schema,
      draft,
      anchors: new Map(),
      dynamicAnchors: new Map(),
    };
    this.resources.set(resource.url, resource);
    this.walk(schema, resource);
    return resource;
  }

  private walk(schema: JsonValue, resource: SchemaResource): void {
    if (isObject(schema)) {
      this.owners.set(schema, resource);
      addAnchors(schema, resource);
      for (const inner of subschemasOf(schema, resource.draft)) {
        this.visit(inner, resource);
      }
    }
  }

  private visit(value: JsonValue, resource: SchemaResource): void {
    if (ownId(value, resource.draft) === undefined) {
      this.walk(value, resource);
    } else {
      const named = isObject(value) ? value.get('$schema') : undefined;
      const draft = typeof named === 'string' ? draftOf(named) : resource.draft;
      this.register(resource.url, value, draft ?? resource.draft);
    }
  }
}

/** The `$id` that makes a schema a resource; one that is only an anchor does not. */
function ownId(schema: JsonValue, draft: Draft): string | undefined {
  if (!isObject(schema)) {
    return undefined;
  }
  if (draft < 2019 && schema.has('$ref')) {
    return undefined;
  }
  const id = schema.get(draft === 4 ? 'id' : '$id');
  return typeof id === 'string' && splitFragment(id)[0] !== '' ? id : undefined;
}

function addAnchors(
  schema: ReadonlyMap<string, JsonValue>,
  resource: SchemaResource,
): void {
  const id = schema.get(resource.draft === 4 ? 'id' : '$id');
  if (resource.draft < 2019 && typeof id === 'string') {
    const anchor = splitFragment(id)[1];
    if (anchor !== '') {
      resource.anchors.set(anchor, schema);
    }
  }
  const anchor = schema.get('$anchor');
  if (typeof anchor === 'string') {
    resource.anchors.set(anchor, schema);
  }
  const dynamic = schema.get('$dynamicAnchor');
  if (typeof dynamic === 'string') {
    resource.anchors.set(dynamic, schema);
    resource.dynamicAnchors.set(dynamic, schema);
  }
}

function absolute(reference: string, base: string): string {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}

function splitFragment(url: string): [string, string] {
  const hash = url.indexOf('#');
  return hash < 0
    ? [url, '']
    : [url.slice(0, hash), decode(url.slice(hash + 1))];
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The value that a JSON pointer leads to. */
function follow(resource: SchemaResource, pointer: string): JsonValue {
  let current: JsonValue | undefined = resource.root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isObject(current)) {
      current = current.get(key);
    } else {
      current = isList(current) ? current[Number(key)] : undefined;
    }
    if (current === undefined) {
      throw new SchemaError(
        `json-pointer in ${goQuote(`${resource.url}#${pointer}`)} not found`,
      );
    }
  }
  return current;
}
