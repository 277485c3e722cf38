import { GoError } from '../errors';
import { goFunction } from '../values/goFunction';
import type { GoValue } from '../values/goValue';
import { kindOf, mapOf, stringOf } from '../values/reflect';
import { hostName, parseUrl, urlText } from '../url/parseUrl';
import { Definitions, nilDereference } from './define';
import { orElse } from './encodings';

function parsed(text: string, what: string) {
  return orElse(
    () => parseUrl(text),
    error => {
      throw new GoError(`unable to parse ${what}: ${error.message}`);
    },
  );
}

function urlDict(text: string): GoValue {
  const parts = parsed(text, 'url');
  return new Map<string, GoValue>([
    ['scheme', parts.scheme],
    ['host', parts.host],
    ['hostname', hostName(parts.host)],
    ['path', parts.path],
    ['query', parts.query],
    ['opaque', parts.opaque],
    ['fragment', parts.fragment],
    ['userinfo', parts.user ?? ''],
  ]);
}

function textEntry(dict: Map<string, GoValue>, key: string): string {
  const value = dict.get(key);
  if (value === undefined) {
    return '';
  }
  if (value === null) {
    throw nilDereference();
  }
  const text = stringOf(value);
  if (text === undefined) {
    throw new GoError(
      `unable to parse ${key} key, must be of type string, but ${kindOf(
        value,
      )} found`,
    );
  }
  return text;
}

function joined(dict: Map<string, GoValue>): string {
  const [scheme, host, path, query, opaque, fragment, userinfo] = [
    'scheme',
    'host',
    'path',
    'query',
    'opaque',
    'fragment',
    'userinfo',
  ].map(key => textEntry(dict, key));
  const user =
    userinfo === ''
      ? undefined
      : parsed(`proto://${userinfo}@host`, 'userinfo in dict').user;
  return urlText({ scheme, host, path, query, opaque, fragment, user });
}

/** Sprig's URL functions. */
export const urlFunctions: Definitions = {
  urlParse: goFunction('string', ([text]) => urlDict(text as string)),
  urlJoin: goFunction('map', ([dict]) =>
    joined(mapOf(dict) as Map<string, GoValue>),
  ),
};
