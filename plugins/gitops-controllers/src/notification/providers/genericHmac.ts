import { createHmac } from 'crypto';
import { forwardRequest } from './generic';
import { ProviderError } from './ProviderError';
import type { RequestProvider } from './ProviderType';

/** A web server that checks the signature of the body, made with the token. */
export const genericHmacProvider: RequestProvider = {
  type: 'generic-hmac',
  toRequests(event, settings) {
    if (settings.token === '') {
      throw new ProviderError(
        'settings',
        'there is no key to sign with; set token in the Secret of spec.secretRef',
      );
    }
    const request = forwardRequest(event, settings);
    const signature = createHmac('sha256', settings.token)
      .update(String(request.body))
      .digest('hex');
    const headers = {
      ...request.headers,
      'x-signature': `sha256=${signature}`,
    };
    return [{ ...request, headers }];
  },
};
