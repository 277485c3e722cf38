import { ListFact } from '../components/Facts';
import type { KindView } from './KindView';
import { notificationView } from './roleViews';

/** View of Alert. */
export const alertView: KindView = {
  ...notificationView,
  group: 'notification.toolkit.fluxcd.io',
  kind: 'Alert',
  facts: { eventSources: ListFact },
};
