import { createHash } from 'node:crypto';
import type { FluxEvent } from '../FluxEvent';
import { toEventJson } from '../eventJson';
import { isError, objectTitle, sortedMetadata } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import {
  requireAddress,
  requireChannel,
  requireToken,
} from './requireSettings';

function textOf(event: FluxEvent): string {
  const sign = isError(event) ? '🚨' : '💫';
  const metadata = sortedMetadata(event)
    .map(([key, value]) => `- ${key}: ${value}\n`)
    .join('');
  return `${sign} ${objectTitle(event)}\n${event.message}\n${metadata}`;
}

/**
 * A message to a room of a homeserver. The transaction follows from the event,
 * so that one sent twice is shown once.
 */
export const matrix: RequestProvider = {
  type: 'matrix',
  toRequests(event, settings) {
    requireAddress(settings);
    const room = encodeURIComponent(requireChannel(settings, 'a room ID'));
    const transaction = createHash('sha1').update(toEventJson(event));
    const server = settings.address.replace(/\/+$/, '');
    const path = `rooms/${room}/send/m.room.message/${transaction.digest(
      'hex',
    )}`;
    const url = `${server}/_matrix/client/r0/${path}`;
    const headers = { Authorization: `Bearer ${requireToken(settings)}` };
    const body = { body: textOf(event), msgtype: 'm.text' };
    return [{ method: 'PUT', url, headers, body }];
  },
};
