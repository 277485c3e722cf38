import type { YamlNode } from '@backstage-gitops/go-yaml';
import type { Schema, SchemaSet } from '../openapi/schema';

/** Where items that only the patch has go: kustomize prepends, Helm values append. */
export type ListDirection = 'prepend' | 'append';

/** What a merge of one place gave. */
export interface Merged {
  /** `undefined` removes the field. */
  readonly node: YamlNode | undefined;
  /** An explicit null of the target that the patch does not mention stays. */
  readonly keepNull: boolean;
}

/** What the merge knows at one place. */
export interface MergePlace {
  readonly schemas: SchemaSet;
  readonly schema: Schema | undefined;
  readonly direction: ListDirection;
}

/** Merges one place; both sides may be missing. */
export type MergeNode = (
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
  place: MergePlace,
) => Merged;
