import { isError } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import { requireAddress } from './requireSettings';
import { slackMessage } from './slackMessage';

/** A message to a webhook of Rocket.Chat; the webhook names the sender itself. */
export const rocket: RequestProvider = {
  type: 'rocket',
  toRequests(event, settings) {
    requireAddress(settings);
    const { address, channel, username } = settings;
    const color = isError(event) ? '#FF0000' : '#0076D7';
    const body = slackMessage(event, { channel, username, color });
    return [{ method: 'POST', url: address, body }];
  },
};
