import type { TypeMeta } from '@backstage-gitops/kube';
import { BUILTIN_PATCH_TAGS } from './builtinPatchTags.generated';

/** How the fields of built-in kinds are patched. */
export interface PatchTags {
  /** Type of a kind such as `apps/v1 Deployment`; empty where none of its fields is named. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, FieldTags>>;
}

/** By field: its type (empty: nothing is named below it), strategy and merge key. */
type FieldTags = Readonly<Record<string, readonly string[]>>;

/** How one field is patched. */
export interface FieldSchema {
  /** Fields below it. */
  readonly schema: PatchSchema;
  /** `merge` of a list, `replace` of an object; empty is the default. */
  readonly strategy: '' | 'merge' | 'replace';
  /** A patch names the keys that stay, so that the server drops the others. */
  readonly retainKeys: boolean;
  /** Key by which items of a merged list are told apart; empty for scalars. */
  readonly mergeKey: string;
}

/** How the fields of a type are patched; unknown ones as Go's defaults say. */
export class PatchSchema {
  private constructor(private readonly type: string) {}

  /** undefined for kinds that have no strategic merge patch: custom ones. */
  static of({ apiVersion, kind }: TypeMeta): PatchSchema | undefined {
    const type = BUILTIN_PATCH_TAGS.kinds[`${apiVersion} ${kind}`];
    const isOldCrd =
      apiVersion === 'apiextensions.k8s.io/v1beta1' &&
      kind === 'CustomResourceDefinition';
    return type === undefined || isOldCrd ? undefined : new PatchSchema(type);
  }

  field(name: string): FieldSchema {
    const fields = BUILTIN_PATCH_TAGS.types[this.type];
    const tags = fields && Object.hasOwn(fields, name) ? fields[name] : [];
    const [type = '', strategies = '', mergeKey = ''] = tags;
    const all = strategies.split(',');
    const strategy = all.find(text => text === 'merge' || text === 'replace');
    return {
      schema: new PatchSchema(type),
      strategy: (strategy ?? '') as FieldSchema['strategy'],
      retainKeys: all.includes('retainKeys'),
      mergeKey,
    };
  }
}
