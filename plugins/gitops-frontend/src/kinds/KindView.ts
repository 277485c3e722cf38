import type { FactCode } from '@backstage-gitops/plugin-gitops-common';
import type { ComponentType } from 'react';
import type { FactProps } from '../components/Facts';
import type { Section } from '../components/Sections';
import type { Translate } from '../translation';

/** A text of the user interface, worded when it is shown. */
type Label = (t: Translate) => string;

/** Words for what an object has reached. */
export interface KindLabels {
  /** The revision: `Runs`, `Holds`. */
  readonly revision: Label;
  /** When it was reached: `Last applied`; absent where no object says when. */
  readonly reachedAt?: Label;
}

/**
 * Everything that the pages show of one kind and of no other. Adding a kind is
 * a file with such a view and a line in `kinds/index.ts`; a kind without one is
 * shown by its role.
 */
export interface KindView {
  /** API group, such as `kustomize.toolkit.fluxcd.io`. */
  readonly group: string;
  readonly kind: string;
  /** Absent for kinds that reach no revision. */
  readonly labels?: KindLabels;
  /** Facts that are shown otherwise than as text. */
  readonly facts: Readonly<Partial<Record<FactCode, ComponentType<FactProps>>>>;
  /** Parts of the object page in the order of their tabs; the first is open at first. */
  readonly sections: readonly Section[];
}
