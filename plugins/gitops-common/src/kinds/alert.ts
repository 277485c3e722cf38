import { AGE_COLUMN, defineKind } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import { eventObjectRef, localRef, suspend } from './shared';

const spec = t.object('Which events are sent where.', {
  eventMetadata: t.optional(
    t.map('More metadata for every event that is sent.', t.string('')),
  ),
  eventSeverity: t.optional(
    t.oneOf(
      'info sends all events, error only failures.',
      ['info', 'error'] as const,
      { default: 'info' },
    ),
  ),
  eventSources: t.array(
    'Objects whose events are sent.',
    t.object('Objects of one kind.', eventObjectRef),
  ),
  exclusionList: t.optional(
    t.array('Go regexps of messages that are not sent.', t.string('A regexp.')),
  ),
  inclusionList: t.optional(
    t.array(
      'Go regexps of messages that are sent; all by default.',
      t.string('A regexp.'),
    ),
  ),
  providerRef: localRef('The Provider to send to.'),
  summary: t.optional(
    t.string(
      'Short description of the impact; older form of eventMetadata.summary.',
      {
        maxLength: 255,
      },
    ),
  ),
  suspend: t.optional(
    suspend('Whether nothing is sent until this is removed.'),
  ),
});

/** Alert: which events are sent to which Provider. */
export const alertKind = defineKind({
  group: 'notification.toolkit.fluxcd.io',
  version: 'v1beta3',
  kind: 'Alert',
  plural: 'alerts',
  singular: 'alert',
  shortNames: [],
  categories: ['all', 'fluxcd', 'fluxcd-notifications'],
  component: 'notification-controller',
  description: 'Which events of which objects are sent to a Provider.',
  printerColumns: [AGE_COLUMN],
  spec,
  deprecatedVersions: [{ name: 'v1beta2' }],
});

/** An object of kind Alert. */
export type Alert = ObjectOf<typeof alertKind>;
/** `spec` of an Alert. */
export type AlertSpec = Alert['spec'];
