/**
 * What strategic merge must know of a field: the fields below it and, for a
 * list, whether and by which keys its items merge. Only branches that lead to
 * such a list are kept.
 */
export interface Schema {
  /** Name of a definition that stands for this schema. */
  readonly ref?: string;
  readonly properties?: { readonly [field: string]: Schema };
  /** Schema of every field that `properties` does not name. */
  readonly additional?: Schema;
  /** Schema of the items; only of lists. */
  readonly items?: Schema;
  /** `x-kubernetes-patch-strategy`, for example `merge,retainKeys`. */
  readonly strategy?: string;
  /** Fields that lead to no merged list were left out: an unknown name is known to the API. */
  readonly pruned?: boolean;
  /** Merge keys; empty for lists of scalars. */
  readonly keys?: readonly string[];
}

/** The schemas of one OpenAPI document. */
export interface SchemaDocument {
  readonly definitions: { readonly [name: string]: Schema };
  /** `apiVersion/Kind` → definition. */
  readonly kinds: { readonly [apiVersionAndKind: string]: string };
  /** `apiVersion/Kind` of kinds that live outside namespaces. */
  readonly clusterScoped: ReadonlySet<string>;
}

/** A field without merged lists below it. */
const KNOWN: Schema = { pruned: true };

/** Looks schemas up in documents; later documents win. */
export class SchemaSet {
  /** @param onUse - runs when the schema of a kind is asked for */
  constructor(
    private readonly documents: readonly SchemaDocument[],
    private readonly onUse?: () => void,
  ) {}

  /** Schema of a kind, if known. */
  ofKind(apiVersion: string, kind: string): Schema | undefined {
    this.onUse?.();
    const key = `${apiVersion}/${kind}`;
    for (let i = this.documents.length - 1; i >= 0; i--) {
      const name = this.documents[i].kinds[key];
      if (name !== undefined) return this.resolve({ ref: name });
    }
    return undefined;
  }

  /** Schema of a field of `schema`. */
  field(schema: Schema, name: string): Schema | undefined {
    const { properties } = schema;
    const found =
      properties !== undefined && Object.hasOwn(properties, name)
        ? properties[name]
        : schema.additional ?? (schema.pruned ? KNOWN : undefined);
    return found && this.resolve(found);
  }

  /** Schema of the items of a list. */
  items(schema: Schema): Schema | undefined {
    return schema.items && this.resolve(schema.items);
  }

  isClusterScoped(apiVersion: string, kind: string): boolean {
    return this.documents.some(document =>
      document.clusterScoped.has(`${apiVersion}/${kind}`),
    );
  }

  private resolve(schema: Schema): Schema | undefined {
    let current: Schema | undefined = schema;
    for (let i = 0; current?.ref !== undefined && i < 100; i++) {
      current = this.definition(current.ref);
    }
    return current?.ref === undefined ? current : undefined;
  }

  private definition(name: string): Schema | undefined {
    for (let i = this.documents.length - 1; i >= 0; i--) {
      const { definitions } = this.documents[i];
      if (Object.hasOwn(definitions, name)) return definitions[name];
    }
    return undefined;
  }
}

/** Whether items of the list are merged rather than replaced. */
export function isAssociative(schema: Schema | undefined): boolean {
  return schema?.strategy?.split(',').includes('merge') ?? false;
}
