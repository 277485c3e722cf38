import type { FluxEvent } from '../FluxEvent';
import { objectTitle, sortedMetadata } from './eventTexts';

/** What differs between Slack and those that take its format. */
interface SlackMessageOptions {
  readonly channel: string;
  readonly username: string;
  /** Of the bar beside the message. */
  readonly color: string;
  /** Text of notifications on a phone. */
  readonly fallback?: string;
}

/**
 * Body of a message with one attachment.
 * @see https://api.slack.com/reference/messaging/attachments
 */
export function slackMessage(
  event: FluxEvent,
  { channel, username, color, fallback = '' }: SlackMessageOptions,
): object {
  const attachment = {
    fallback,
    color,
    author_name: objectTitle(event),
    text: event.message,
    mrkdwn_in: ['text'],
    fields: sortedMetadata(event).map(([title, value]) => ({
      title,
      value,
      short: false,
    })),
  };
  return {
    channel,
    username,
    icon_url: '',
    icon_emoji: '',
    attachments: [attachment],
  };
}
