import { readFileSync } from 'fs';
import { formatDuration, parseDuration } from '@backstage-gitops/kube';
import type { Option, TextListOption, TextOption } from './schema';
import type { TextForm } from './textForms';

/** A value is not of the form that its option takes; the message says which. */
class OptionValueError extends Error {
  override readonly name = 'OptionValueError';
}

function requireListed(value: string, values?: readonly string[]): string {
  if (values && !values.includes(value)) {
    throw new OptionValueError(
      `takes one of ${values.join(', ')}, not ${JSON.stringify(value)}`,
    );
  }
  return value;
}

function parseInteger(
  text: string,
  { min = 0, max }: { readonly min?: number; readonly max?: number },
): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  const isInside =
    Number.isSafeInteger(value) && value >= min && value <= (max ?? value);
  if (!isInside) {
    const upper = max === undefined ? '' : ` up to ${max}`;
    throw new OptionValueError(
      `takes a whole number from ${min}${upper}, not ${JSON.stringify(text)}`,
    );
  }
  return value;
}

/** As Go reads flags. @see https://pkg.go.dev/strconv#ParseBool */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

function parseBoolean(text: string): boolean {
  if (![...TRUE, ...FALSE].includes(text)) {
    throw new OptionValueError(
      `takes true or false, not ${JSON.stringify(text)}`,
    );
  }
  return TRUE.includes(text);
}

function parseMs(text: string, { min = 0 }: { readonly min?: number }): number {
  let value: number;
  try {
    value = parseDuration(text);
  } catch {
    throw new OptionValueError(
      `takes a duration such as 30s or 1m30s, not ${JSON.stringify(text)}`,
    );
  }
  if (value < min) {
    throw new OptionValueError(
      `takes a duration from ${formatDuration(min)}, not ${JSON.stringify(
        text,
      )}`,
    );
  }
  return value;
}

function requireForm(text: string, form?: TextForm): string {
  const problem = form?.problemOf(text);
  if (problem !== undefined) {
    throw new OptionValueError(
      `takes ${form?.name}, not ${JSON.stringify(text)}${
        problem && `: ${problem}`
      }`,
    );
  }
  return text;
}

type AnyTextOption = TextOption | TextOption<string | undefined>;

function parseText(text: string, option: AnyTextOption): string {
  const { values, form, isRequired = false } = option;
  if (text !== '' || isRequired) requireForm(text, form);
  return requireListed(text, values);
}

function parseItem(text: string, { values, form }: TextListOption): string {
  return requireListed(requireForm(text, form), values);
}

function parseSwitches(text: string): Record<string, boolean> {
  const parts = text.split(',').filter(part => part.trim() !== '');
  return Object.fromEntries(
    parts.map(part => {
      const [name, value, ...rest] = part.split('=').map(word => word.trim());
      const isKnown = [...TRUE, ...FALSE].includes(value);
      if (name === '' || !isKnown || rest.length > 0) {
        throw new OptionValueError(
          `takes NAME=true|false, not ${JSON.stringify(part)}`,
        );
      }
      return [name, TRUE.includes(value)];
    }),
  );
}

function splitList(texts: readonly string[]): string[] {
  return texts
    .flatMap(text => text.split(','))
    .map(text => text.trim())
    .filter(text => text !== '');
}

/** What a file holds, without the end of its last line. */
function readSecret(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OptionValueError(
      `takes a file that can be read, not ${JSON.stringify(file)}: ${code}`,
    );
  }
  return requireSecret(text);
}

/** A text that fits into a header of HTTP; the message does not repeat it. */
function requireSecret(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new OptionValueError(
      'takes a secret of visible ASCII characters in one line',
    );
  }
  return text;
}

/**
 * The value of an option from the texts of a command line.
 * @param texts - one for each time that the flag was given, at least one
 * @throws OptionValueError
 */
export function parseTexts(option: Option, texts: readonly string[]): unknown {
  const last = texts[texts.length - 1];
  switch (option.type) {
    case 'boolean':
      return parseBoolean(last);
    case 'integer':
      return parseInteger(last, option);
    case 'duration':
      return parseMs(last, option);
    case 'string':
      return parseText(last, option);
    case 'strings':
      return splitList(texts).map(text => parseItem(text, option));
    case 'switches':
      return Object.assign({}, ...texts.map(parseSwitches));
    case 'secret':
      return readSecret(last);
    default:
      throw new TypeError(`unknown option type ${(option as Option).type}`);
  }
}

function isSwitches(value: unknown): value is Record<string, boolean> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(item => typeof item === 'boolean')
  );
}

/**
 * The value of an option from app-config, where numbers and booleans may also
 * be texts, as they are after the substitution of environment variables.
 * @throws OptionValueError
 */
export function parseConfigValue(option: Option, value: unknown): unknown {
  if (option.type === 'strings') {
    const list = Array.isArray(value) ? value : [value];
    return parseTexts(option, list.map(String));
  }
  if (option.type === 'switches' && isSwitches(value)) return value;
  if (option.type === 'secret') return requireSecret(String(value));
  if (typeof value === 'object') {
    throw new OptionValueError(
      `takes a single value, not ${JSON.stringify(value)}`,
    );
  }
  return parseTexts(option, [String(value)]);
}
