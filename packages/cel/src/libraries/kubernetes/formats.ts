import type { Budget } from '../../evaluate/Budget';
import { opaqueType } from '../../types/CelType';
import { isFault } from '../../values/Fault';
import { parseTimestamp } from '../../values/time';
import type { Result, Value } from '../../values/Value';
import { ArrayList, Opaque, Optional } from '../../values/Value';
import type { Library } from '../Library';
import { fn, method } from '../Library';
import { parseRequestUri } from './goUrl';

const NAME = 'kubernetes.NamedFormat';
const TYPE = opaqueType(NAME);
const CHARS_PER_STEP = 4;
/** Longer texts are too long for every format: their characters are not looked at. */
const MAX_TESTED = 1_000;

/** What is wrong with a text; empty when nothing is. */
type Validate = (text: string) => string[];

class Format extends Opaque {
  readonly type = TYPE;

  constructor(readonly name: string, readonly validate: Validate) {
    super();
  }

  equals(other: Opaque): boolean {
    return other instanceof Format && other.name === this.name;
  }
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const MESSAGES = {
  label: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`,
  subdomain: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`,
  label1035: `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${LABEL_1035}')`,
  labelValue: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${QUALIFIED})?')`,
  qualified: `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`,
};

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A text of limited length that a pattern matches whole. */
function matching(pattern: string, limit: number, message: string): Validate {
  const whole = new RegExp(`^(${pattern})$`);
  return text => [
    ...(bytesOf(text) > limit ? [`must be no more than ${limit} bytes`] : []),
    ...(text.length <= MAX_TESTED && whole.test(text) ? [] : [message]),
  ];
}

/** A prefix of a name may end with a dash. */
function prefix(validate: Validate): Validate {
  return text =>
    validate(
      text.length > 1 && text.endsWith('-') ? `${text.slice(0, -1)}a` : text,
    );
}

const subdomain = matching(SUBDOMAIN, 253, MESSAGES.subdomain);

function qualifiedName(text: string): string[] {
  const parts = text.split('/');
  if (parts.length > 2) {
    return [
      `a qualified name ${MESSAGES.qualified.replace(
        'name part ',
        '',
      )} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const [name, domain] = [...parts].reverse();
  const errors: string[] = [];
  if (domain === '') errors.push('prefix part must be non-empty');
  else if (domain !== undefined) {
    errors.push(...subdomain(domain).map(error => `prefix part ${error}`));
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (bytesOf(name) > 63) {
    errors.push('name part must be no more than 63 bytes');
  }
  const isValid =
    name.length <= MAX_TESTED && new RegExp(`^${QUALIFIED}$`).test(name);
  return isValid ? errors : [...errors, MESSAGES.qualified];
}

function uri(text: string): string[] {
  const parsed = parseRequestUri(text);
  return isFault(parsed) ? [parsed.message] : [];
}

function simple(isValid: (text: string) => boolean, message: string): Validate {
  return text => (isValid(text) ? [] : [message]);
}

const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const UUID =
  /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const DATE_TIME =
  /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

const FORMATS: Readonly<Record<string, Validate>> = {
  dns1123Label: matching(LABEL, 63, MESSAGES.label),
  dns1123Subdomain: subdomain,
  dns1035Label: matching(LABEL_1035, 63, MESSAGES.label1035),
  qualifiedName,
  dns1123LabelPrefix: prefix(matching(LABEL, 63, MESSAGES.label)),
  dns1123SubdomainPrefix: prefix(subdomain),
  dns1035LabelPrefix: prefix(matching(LABEL_1035, 63, MESSAGES.label1035)),
  labelValue: matching(`(${QUALIFIED})?`, 63, MESSAGES.labelValue),
  uri,
  uuid: simple(text => UUID.test(text), 'does not match the UUID format'),
  byte: simple(text => BASE64.test(text), 'invalid base64'),
  date: simple(
    text =>
      /^\d{4}-\d{2}-\d{2}$/.test(text) &&
      parseTimestamp(`${text}T00:00:00Z`) !== undefined,
    'invalid date',
  ),
  datetime: simple(
    text =>
      DATE_TIME.test(text) && parseTimestamp(text.toUpperCase()) !== undefined,
    'invalid datetime',
  ),
};

function validateFormat(
  [format, text]: readonly Value[],
  budget: Budget,
): Result {
  budget.step(String(text).length / CHARS_PER_STEP);
  const errors = (format as Format).validate(String(text));
  return errors.length === 0
    ? Optional.NONE
    : new Optional(new ArrayList(errors));
}

function named([name]: readonly Value[]): Result {
  const key = String(name);
  return Object.hasOwn(FORMATS, key)
    ? new Optional(new Format(key, FORMATS[key]))
    : Optional.NONE;
}

/** Named formats of the API server, e.g. `!format.dns1123Label().validate(self).hasValue()`. */
export const formats: Library = {
  types: [TYPE],
  overloads: [
    ...Object.entries(FORMATS).map(([name, check]) =>
      fn(`format.${name}`, `() ${NAME}`, () => new Format(name, check)),
    ),
    fn('format.named', `(string) optional(${NAME})`, named),
    method(
      'validate',
      `(${NAME}, string) optional(list(string))`,
      validateFormat,
    ),
  ],
};
