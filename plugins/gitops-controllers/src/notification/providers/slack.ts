import { isError, objectTitle } from './eventTexts';
import { ProviderError } from './ProviderError';
import type { ProviderResponse, RequestProvider } from './ProviderType';
import { requireAddress } from './requireSettings';
import { slackMessage } from './slackMessage';

/** Answers 200 always; any other address is a webhook with a status of its own. */
const POST_MESSAGE = 'https://slack.com/api/chat.postMessage';

function parseAnswer({ body }: ProviderResponse): {
  readonly ok?: unknown;
  readonly error?: unknown;
} {
  try {
    return Object(JSON.parse(body));
  } catch {
    throw new ProviderError('refused', 'Slack did not answer with JSON');
  }
}

/** A message by an incoming webhook, or by `chat.postMessage` with a bot's token. */
export const slack: RequestProvider = {
  type: 'slack',
  toRequests(event, settings) {
    requireAddress(settings);
    const { address, channel, token, username } = settings;
    const [firstLine] = event.message.split('\n');
    const body = slackMessage(event, {
      channel,
      username: username || event.reportingController,
      color: isError(event) ? 'danger' : 'good',
      fallback: `${objectTitle(event)}: ${firstLine}`,
    });
    const headers = token ? { Authorization: `Bearer ${token}` } : undefined;
    return [{ method: 'POST', url: address, headers, body }];
  },
  checkResponse(response, { url }) {
    if (url !== POST_MESSAGE) return;
    const { ok, error } = parseAnswer(response);
    if (ok === true) return;
    throw new ProviderError('refused', `Slack responded with error: ${error}`);
  },
};
