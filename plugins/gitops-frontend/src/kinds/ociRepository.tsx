import { CodeFact, LinkFact } from '../components/Facts';
import type { KindView } from './KindView';
import { sourceView } from './roleViews';

/** View of OCIRepository. */
export const ociRepositoryView: KindView = {
  ...sourceView,
  group: 'source.toolkit.fluxcd.io',
  kind: 'OCIRepository',
  facts: { url: LinkFact, reference: CodeFact },
};
