import type { FluxEvent } from '../FluxEvent';
import { isError, objectTitle, sortedMetadata } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import {
  requireAddress,
  requireChannel,
  requireToken,
} from './requireSettings';

function markdownOf(event: FluxEvent): string {
  const sign = isError(event) ? '💣' : '✅';
  const lines = [
    `${sign} **${objectTitle(event)}**`,
    event.message,
    ...sortedMetadata(event).map(([key, value]) => `>**${key}**: ${value}`),
  ];
  return lines.map(line => `${line}\n`).join('');
}

/** A message of a bot, whose token the Secret has; `spec.channel` is the room's ID. */
export const webex: RequestProvider = {
  type: 'webex',
  toRequests(event, settings) {
    requireAddress(settings);
    const roomId = requireChannel(settings, 'the ID of a room');
    const headers = { Authorization: `Bearer ${requireToken(settings)}` };
    const body = { roomId, markdown: markdownOf(event) };
    return [{ method: 'POST', url: settings.address, headers, body }];
  },
};
