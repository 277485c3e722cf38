import { basicAuthorization } from '@backstage-gitops/http';
import type { ProviderSettings, RequestProvider } from './ProviderType';
import { requireAddress, settingsError } from './requireSettings';
import { statusMarkdown } from './statusMarkdown';

/** @throws ProviderError - `settings`: the channel is not `CHANNEL/TOPIC` */
function target(settings: ProviderSettings): readonly [string, string] {
  const { channel } = settings;
  const slash = channel.indexOf('/');
  if (slash > 0 && slash < channel.length - 1) {
    return [channel.slice(0, slash), channel.slice(slash + 1)];
  }
  throw settingsError(settings, 'channel', 'is not of the form channel/topic');
}

/** A message of a bot to a topic of a channel. */
export const zulip: RequestProvider = {
  type: 'zulip',
  toRequests(event, settings) {
    const url = requireAddress(settings);
    url.pathname = '/api/v1/messages';
    const [to, topic] = target(settings);
    const { password, username } = settings;
    const content = statusMarkdown(event);
    const form = new URLSearchParams({ type: 'stream', to, topic, content });
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(username || password
        ? { Authorization: basicAuthorization(username, password) }
        : {}),
    };
    return [{ method: 'POST', url: url.href, headers, body: form.toString() }];
  },
};
