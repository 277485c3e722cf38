import { CodeFact, ListFact, TimeFact } from '../components/Facts';
import type { KindView } from './KindView';
import { imageView } from './roleViews';

/** View of ImageUpdateAutomation. */
export const imageUpdateAutomationView: KindView = {
  ...imageView,
  group: 'image.toolkit.fluxcd.io',
  kind: 'ImageUpdateAutomation',
  labels: {
    revision: t => t('label.pushed'),
    reachedAt: t => t('label.pushedAt'),
  },
  facts: {
    path: CodeFact,
    branch: CodeFact,
    lastRun: TimeFact,
    policies: ListFact,
  },
};
