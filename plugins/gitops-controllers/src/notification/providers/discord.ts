import { isError } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import { requireAddress } from './requireSettings';
import { slackMessage } from './slackMessage';

/** A message to a webhook, which takes Slack's format at the path `/slack`. */
export const discord: RequestProvider = {
  type: 'discord',
  toRequests(event, settings) {
    const url = requireAddress(settings);
    if (!settings.address.endsWith('/slack')) {
      url.pathname = `${url.pathname.replace(/\/+$/, '')}/slack`;
    }
    const body = slackMessage(event, {
      channel: '',
      username: settings.username || event.reportingController,
      color: isError(event) ? 'danger' : 'good',
    });
    return [{ method: 'POST', url: url.href, body }];
  },
};
