import { LinkFact } from '../components/Facts';
import type { KindView } from './KindView';
import { sourceView } from './roleViews';

/** View of HelmRepository. */
export const helmRepositoryView: KindView = {
  ...sourceView,
  group: 'source.toolkit.fluxcd.io',
  kind: 'HelmRepository',
  facts: { url: LinkFact },
};
