import { CodeFact, ListFact, TimeFact } from '../components/Facts';
import type { KindView } from './KindView';
import { imageView } from './roleViews';

/** View of ImageRepository. */
export const imageRepositoryView: KindView = {
  ...imageView,
  labels: undefined,
  group: 'image.toolkit.fluxcd.io',
  kind: 'ImageRepository',
  facts: { image: CodeFact, latestTags: ListFact, lastScan: TimeFact },
};
