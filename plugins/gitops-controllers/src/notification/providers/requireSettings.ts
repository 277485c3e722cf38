import { ProviderError } from './ProviderError';
import type { ProviderSettings } from './ProviderType';

/**
 * @param key - field of the Provider or key of its Secret, such as `token`
 * @param why - what is wrong with it, without its value
 */
export function settingsError(
  { namespace, name, type }: ProviderSettings,
  key: string,
  why: string,
): ProviderError {
  return new ProviderError(
    'settings',
    `Provider ${namespace}/${name} (${type}): ${key} ${why}`,
  );
}

/** Text of an http(s) URL as a URL; none when it isn't one. */
export function parseHttpUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && /^https?:\/\//i.test(text)
      ? url
      : undefined;
  } catch {
    return undefined;
  }
}

/** @throws ProviderError - `settings`: there is none, or it is no http(s) URL */
export function requireAddress(settings: ProviderSettings): URL {
  const { address } = settings;
  if (address === '') {
    throw settingsError(
      settings,
      'address',
      'is missing: set spec.address, or the key address of the Secret',
    );
  }
  const url = parseHttpUrl(address);
  if (url) return url;
  throw settingsError(settings, 'address', 'is not an http or https URL');
}

/** @throws ProviderError - `settings`: the Secret has no token */
export function requireToken(settings: ProviderSettings): string {
  if (settings.token) return settings.token;
  throw settingsError(settings, 'token', 'is missing in the Secret');
}

/**
 * @param form - what it holds, for the message: `a room ID`
 * @throws ProviderError - `settings`: the channel is empty
 */
export function requireChannel(
  settings: ProviderSettings,
  form: string,
): string {
  if (settings.channel) return settings.channel;
  throw settingsError(
    settings,
    'channel',
    `is missing: set spec.channel to ${form}`,
  );
}
