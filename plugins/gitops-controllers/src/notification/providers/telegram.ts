import type { FluxEvent } from '../FluxEvent';
import { isError, lowerCase, sortedMetadata } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import { requireChannel, requireToken } from './requireSettings';

/** What MarkdownV2 reads as marks. */
const escapeMarks = (text: string) =>
  text.replace(/[\\.\-_[\]()~>`#+=|{}!*]/g, mark => `\\${mark}`);

function textOf(event: FluxEvent): string {
  const { kind, name = '', namespace = '' } = event.involvedObject;
  const sign = isError(event) ? '🚨' : '💫';
  const title = `${sign} ${lowerCase(kind)}/${name}/${namespace}`;
  const metadata = sortedMetadata(event)
    .map(([key, value]) => `\\- *${escapeMarks(key)}*: ${escapeMarks(value)}\n`)
    .join('');
  return `*${escapeMarks(title)}*\n${escapeMarks(event.message)}\n${metadata}`;
}

/**
 * A message of a bot. `spec.channel` is the chat, with `:THREAD` a topic of it;
 * the address does not count.
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export const telegram: RequestProvider = {
  type: 'telegram',
  toRequests(event, settings) {
    const channel = requireChannel(settings, 'a chat, or a chat:topic');
    const token = requireToken(settings);
    const [chat, ...thread] = channel.split(':');
    const url = `https://api.telegram.org/bot${token}/sendMessage`;
    const body = {
      chat_id: chat,
      ...(thread.join(':') ? { message_thread_id: thread.join(':') } : {}),
      text: textOf(event),
      parse_mode: 'MarkdownV2',
    };
    return [{ method: 'POST', url, body }];
  },
};
