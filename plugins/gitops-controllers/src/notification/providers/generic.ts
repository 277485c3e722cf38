import { toEventJson } from '../eventJson';
import type { FluxEvent } from '../FluxEvent';
import { ProviderError } from './ProviderError';
import type {
  ProviderRequest,
  ProviderSettings,
  RequestProvider,
} from './ProviderType';

/** Header with the name of the controller that an event is from. */
const COMPONENT_HEADER = 'gotk-component';

/**
 * The event as JSON to the address, with the Secret's headers.
 * @throws ProviderError - `settings`: no address
 */
export function forwardRequest(
  event: FluxEvent,
  { address, headers }: ProviderSettings,
): ProviderRequest {
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    throw new ProviderError(
      'settings',
      'the address is missing or no http(s) URL; set spec.address, or address in the Secret of spec.secretRef',
    );
  }
  return {
    method: 'POST',
    url: address,
    headers: {
      'content-type': 'application/json',
      [COMPONENT_HEADER]: event.reportingController,
      ...lowerCased(headers),
    },
    body: toEventJson(event),
  };
}

function lowerCased(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** Any web server: gets the event as it is. */
export const genericProvider: RequestProvider = {
  type: 'generic',
  toRequests: (event, settings) => [forwardRequest(event, settings)],
};
