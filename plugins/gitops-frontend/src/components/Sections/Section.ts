import type {
  GitOpsObject,
  ObjectDetail,
} from '@backstage-gitops/plugin-gitops-common';
import type { ComponentType } from 'react';
import type { Translate } from '../../translation';

/** What a section of an object page is given. */
export interface SectionProps {
  readonly object: GitOpsObject;
  readonly detail: ObjectDetail;
}

/** One part of an object page, with a tab of its own. */
export interface Section {
  /** Value of `?view=`. */
  readonly id: string;
  readonly title: (t: Translate) => string;
  readonly Component: ComponentType<SectionProps>;
}
