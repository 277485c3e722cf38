import { CodeFact, LinkFact } from '../components/Facts';
import type { KindView } from './KindView';
import { notificationView } from './roleViews';

/** View of Provider. */
export const providerView: KindView = {
  ...notificationView,
  group: 'notification.toolkit.fluxcd.io',
  kind: 'Provider',
  facts: { address: LinkFact, channel: CodeFact },
};
