import { CodeFact, ListFact } from '../components/Facts';
import type { KindView } from './KindView';
import { notificationView } from './roleViews';

/** View of Receiver. */
export const receiverView: KindView = {
  ...notificationView,
  group: 'notification.toolkit.fluxcd.io',
  kind: 'Receiver',
  facts: { webhookPath: CodeFact, resources: ListFact, events: ListFact },
};
