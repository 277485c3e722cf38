import { isError, objectTitle, sortedMetadata } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import { requireAddress } from './requireSettings';

/** A card to the webhook of a bot of Lark, Feishu by another name. */
export const lark: RequestProvider = {
  type: 'lark',
  toRequests(event, settings) {
    requireAddress(settings);
    const [sign, template] = isError(event)
      ? ['🚨', 'red']
      : ['💫', 'turquoise'];
    const metadata = sortedMetadata(event)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join('');
    const content = `**${event.message}**\n\n${metadata}`;
    const title = `${sign} ${objectTitle(event)}`;
    const card = {
      config: { wide_screen_mode: true },
      header: { title: { tag: 'plain_text', content: title }, template },
      elements: [{ tag: 'div', text: { tag: 'lark_md', content } }],
    };
    const body = { msg_type: 'interactive', card };
    return [{ method: 'POST', url: settings.address, body }];
  },
};
