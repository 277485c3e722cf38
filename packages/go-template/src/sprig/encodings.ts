import { weighing } from '../exec/weigh';
import { GoError } from '../errors';
import { base32, base64, decodeBase32, decodeBase64 } from '../encoding/base64';
import { decodeJson, readJson } from '../encoding/decodeJson';
import { encodeJson, JsonOptions } from '../encoding/encodeJson';
import { GoFunction, goFunction } from '../values/goFunction';
import type { GoValue } from '../values/goValue';
import { decodeUtf8, encodeUtf8 } from '../values/utf8';
import { Definitions, textFunction } from './define';

const COMPACT: JsonOptions = { escapeHtml: true };
const PRETTY: JsonOptions = { escapeHtml: true, indent: '  ' };
const RAW: JsonOptions = { escapeHtml: false };

/** Runs `body`; a Go error gives `fallback(error)`. */
export function orElse<T>(body: () => T, fallback: (error: GoError) => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof GoError) {
      return fallback(error);
    }
    throw error;
  }
}

function jsonWriter(options: JsonOptions): GoFunction {
  return goFunction('any', ([value]) => encodeJson(value, options), 'string');
}

function lenientJsonWriter(options: JsonOptions): GoFunction {
  return goFunction(
    'any',
    ([value]) =>
      orElse(
        () => encodeJson(value, options),
        () => '',
      ),
    'string',
  );
}

function decoder(decode: (text: string) => Uint8Array): GoFunction {
  return textFunction(text =>
    orElse(
      () => decodeUtf8(decode(text)),
      error => error.message,
    ),
  );
}

/** Sprig's encodings. */
export const encodingFunctions: Definitions = weighing(
  {
    b64enc: textFunction(text => base64(encodeUtf8(text))),
    b64dec: decoder(decodeBase64),
    b32enc: textFunction(text => base32(encodeUtf8(text))),
    b32dec: decoder(decodeBase32),
    toJson: lenientJsonWriter(COMPACT),
    mustToJson: jsonWriter(COMPACT),
    toPrettyJson: lenientJsonWriter(PRETTY),
    mustToPrettyJson: jsonWriter(PRETTY),
    toRawJson: jsonWriter(RAW),
    mustToRawJson: jsonWriter(RAW),
    fromJson: goFunction('string', ([text]) =>
      orElse<GoValue>(
        () => readJson(text as string).value,
        () => null,
      ),
    ),
    mustFromJson: goFunction('string', ([text]) => decodeJson(text as string)),
  },
  'pass',
);
