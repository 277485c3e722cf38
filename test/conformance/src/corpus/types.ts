import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';
import type { ApiObject } from '../Api';

/** An object to send, under a name that is unique within its kind. */
export interface CorpusObject {
  /** What is special about it: `without spec.interval`. */
  readonly name: string;
  readonly object: ApiObject;
}

/** The objects of one kind. */
export interface KindCorpus {
  readonly kind: KindDefinition;
  readonly objects: readonly CorpusObject[];
}

/** What is written by hand for one kind; names are unique, values are `spec`. */
export interface KindSamples {
  /** Specs that are accepted; between them they have every field that has limits. */
  readonly good: Readonly<Record<string, ApiObject>>;
  /** Specs that are refused, or tricky: rules that span several fields. */
  readonly tricky: Readonly<Record<string, ApiObject>>;
  /** Whole objects, where spec is not enough. */
  readonly objects?: Readonly<Record<string, ApiObject>>;
}
