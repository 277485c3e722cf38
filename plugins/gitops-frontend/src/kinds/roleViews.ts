import type { ObjectRole } from '@backstage-gitops/plugin-gitops-common';
import {
  conditionsSection,
  eventsSection,
  manifestSection,
  timelineSection,
  treeSection,
} from '../components/Sections';
import type { KindView } from './KindView';

/** What a view says beside the name of its kind. */
type RoleView = Omit<KindView, 'group' | 'kind'>;

const commonSections = [
  conditionsSection,
  timelineSection,
  eventsSection,
  manifestSection,
];

/** Objects that apply revisions and keep an inventory. */
export const applierView: RoleView = {
  labels: {
    revision: t => t('label.runs'),
    reachedAt: t => t('label.appliedAt'),
  },
  facts: {},
  sections: [treeSection, ...commonSections],
};

/** Objects that hold revisions for others. */
export const sourceView: RoleView = {
  labels: {
    revision: t => t('label.holds'),
    reachedAt: t => t('label.storedAt'),
  },
  facts: {},
  sections: commonSections,
};

/** Objects that look for images, choose among them and write them to Git. */
export const imageView: RoleView = {
  ...sourceView,
  labels: {
    revision: t => t('label.chooses'),
  },
};

/** Objects that send events or take calls. */
export const notificationView: RoleView = {
  facts: {},
  sections: commonSections,
};

/** How an object of a kind without a view is shown. */
export function viewOfRole(role: ObjectRole): RoleView {
  if (role === 'applier' || role === 'operator') return applierView;
  if (role === 'image') return imageView;
  return role === 'notification' ? notificationView : sourceView;
}
