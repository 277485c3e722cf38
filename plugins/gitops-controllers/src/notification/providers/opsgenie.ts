import type { RequestProvider } from './ProviderType';
import { requireAddress, requireToken } from './requireSettings';

/** An alert of Opsgenie; the token is a key of an API integration. */
export const opsgenie: RequestProvider = {
  type: 'opsgenie',
  toRequests(event, settings) {
    requireAddress(settings);
    const { kind, name = '' } = event.involvedObject;
    const headers = { Authorization: `GenieKey ${requireToken(settings)}` };
    const body = {
      message: `${kind}/${name}`,
      description: event.message,
      details: { ...event.metadata, severity: event.severity },
    };
    return [{ method: 'POST', url: settings.address, headers, body }];
  },
};
