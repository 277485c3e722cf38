import type { Budget } from '../../evaluate/Budget';
import { opaqueType } from '../../types/CelType';
import { EntriesMap } from '../../values/EntriesMap';
import { Fault, isFault } from '../../values/Fault';
import type { Result, Value } from '../../values/Value';
import { ArrayList, Opaque } from '../../values/Value';
import type { Library } from '../Library';
import { fn, method } from '../Library';
import type { GoUrl } from './goUrl';
import { hostnameOf, parseRequestUri, portOf, queryValues } from './goUrl';

const URL_TYPE = opaqueType('kubernetes.URL');
const CHARS_PER_STEP = 16;

class Url extends Opaque {
  readonly type = URL_TYPE;

  constructor(readonly text: string, readonly parts: GoUrl) {
    super();
  }

  equals(other: Opaque): boolean {
    return other instanceof Url && other.text === this.text;
  }
}

function read(text: Value, budget: Budget): GoUrl | Fault {
  budget.step(String(text).length / CHARS_PER_STEP);
  return parseRequestUri(String(text));
}

function toUrl([text]: readonly Value[], budget: Budget): Result {
  const parts = read(text, budget);
  return isFault(parts)
    ? new Fault(
        `URL parse error during conversion from string: ${parts.message}`,
      )
    : new Url(String(text), parts);
}

const partsOf = (value: Value) => (value as Url).parts;

function query([url]: readonly Value[], budget: Budget): Result {
  const { text, parts } = url as Url;
  budget.allocate(text.length * CHARS_PER_STEP);
  const entries = [...queryValues(parts)].map(
    ([name, values]) => [name, new ArrayList(values)] as const,
  );
  return new EntriesMap(entries);
}

const TEXTS: Readonly<Record<string, (parts: GoUrl) => string>> = {
  getScheme: ({ scheme }) => scheme,
  getHost: ({ host }) => host,
  getHostname: hostnameOf,
  getPort: portOf,
  getEscapedPath: ({ escapedPath }) => escapedPath,
};

/** `url`, `isURL` and the parts of a URL. */
export const urls: Library = {
  types: [URL_TYPE],
  overloads: [
    fn('url', '(string) kubernetes.URL', toUrl),
    fn(
      'isURL',
      '(string) bool',
      ([text], budget) => !isFault(read(text, budget)),
    ),
    ...Object.entries(TEXTS).map(([name, part]) =>
      method(name, '(kubernetes.URL) string', ([url]) => part(partsOf(url))),
    ),
    method('getQuery', '(kubernetes.URL) map(string, list(string))', query),
  ],
};
