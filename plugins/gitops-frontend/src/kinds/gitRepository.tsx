import { CodeFact, LinkFact } from '../components/Facts';
import type { KindView } from './KindView';
import { sourceView } from './roleViews';

/** View of GitRepository. */
export const gitRepositoryView: KindView = {
  ...sourceView,
  group: 'source.toolkit.fluxcd.io',
  kind: 'GitRepository',
  facts: { url: LinkFact, reference: CodeFact },
};
