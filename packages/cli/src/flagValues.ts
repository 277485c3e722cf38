/**
 * What a flag takes. `slice` splits its value at commas, as CSV; `pairs` takes
 * `key=value` between commas; `output` is `table`, `json` or `yaml`.
 */
export type FlagKind =
  | 'bool'
  | 'string'
  | 'strings'
  | 'slice'
  | 'pairs'
  | 'duration'
  | 'int'
  | 'float'
  | 'wait'
  | 'output';

/** The values that a text stands for, or why it stands for none. */
type FlagValue = { readonly values: string[] } | { readonly problem: string };

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];
const DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/;
const INT = /^[+-]?(?:0[xX][\da-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|\d+)$/;
const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|nan)$/i;
const OUTPUT = ['table', 'json', 'yaml'];
const WAIT = ['watcher', 'legacy', 'hookOnly', 'true', 'false'];

/** Reads a flag's value; problems are worded as Helm's and kustomize's command lines do. */
export function readFlagValue(kind: FlagKind, text: string): FlagValue {
  const quoted = JSON.stringify(text);
  const number = (pattern: RegExp, reader: string) =>
    accept(pattern.test(text), text, `${invalid(reader, quoted)}`);
  switch (kind) {
    case 'bool':
      return [...TRUE, ...FALSE].includes(text)
        ? { values: [String(TRUE.includes(text))] }
        : { problem: invalid('ParseBool', quoted) };
    case 'duration':
      return accept(
        DURATION.test(text),
        text,
        `time: invalid duration ${quoted}`,
      );
    case 'int':
      return number(INT, 'ParseInt');
    case 'float':
      return number(FLOAT, 'ParseFloat');
    case 'wait':
      return accept(
        WAIT.includes(text),
        text,
        `invalid wait input ${quoted}. Valid inputs are watcher, hookOnly, and legacy`,
      );
    case 'output':
      return accept(OUTPUT.includes(text), text, 'invalid format type');
    case 'slice':
      return splitCsv(text);
    case 'pairs':
      return readPairs(text);
    default:
      return { values: [text] };
  }
}

function accept(fits: boolean, text: string, problem: string): FlagValue {
  return fits ? { values: [text] } : { problem };
}

function invalid(reader: string, quoted: string): string {
  return `strconv.${reader}: parsing ${quoted}: invalid syntax`;
}

/** One text without a second `=` is a single pair, whatever commas it has. */
function readPairs(text: string): FlagValue {
  const single = text.split('=').length === 2;
  const read = single ? { values: [text] } : splitCsv(text);
  const odd = 'values' in read && read.values.find(pair => !pair.includes('='));
  return typeof odd === 'string'
    ? { problem: `${odd} must be formatted as key=value` }
    : read;
}

/** One CSV line: commas divide, double quotes keep a comma, `""` is a quote. */
function splitCsv(text: string): FlagValue {
  if (text === '') {
    return { values: [] };
  }
  const values: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (;;) {
    const start = field.lastIndex;
    const matched = field.exec(text);
    if (!matched) {
      return { problem: csvProblem(text, start) };
    }
    values.push(matched[1]?.replaceAll('""', '"') ?? matched[2]);
    if (matched[3] === '') {
      return { values };
    }
  }
}

function csvProblem(text: string, start: number): string {
  if (text[start] === '"') {
    return `parse error on line 1, column ${
      text.length + 1
    }: extraneous or missing " in quoted-field`;
  }
  return `parse error on line 1, column ${
    text.indexOf('"', start) + 1
  }: bare " in non-quoted-field`;
}
