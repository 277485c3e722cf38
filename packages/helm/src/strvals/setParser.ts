import type { GoValue } from '@backstage-gitops/go-template';
import { HelmError } from '../errors';
import { goQuote, goQuoteRunes, isSpace } from '../text/goQuote';
import { isTable, type Values } from '../values/values';
import { goTypeName } from '../values/goTypeName';
import { readJsonPrefix } from './jsonPrefix';
import { parseIndex, setIndex } from './listIndex';
import { RuneScanner } from './runeScanner';

const MAX_NESTING = 30;

/** How the text after `=` is read. */
type ValueSyntax =
  /** Up to the next comma, or a `{list}`; `convert` gives each item its type. */
  | { kind: 'text'; convert: (text: string) => GoValue }
  /** A JSON value; nothing before the next comma means null. */
  | { kind: 'json' }
  /** The rest of the input, verbatim. */
  | { kind: 'literal' };

/**
 * `end` tells that the input ended inside the assignment. Helm takes that for
 * the end of the whole line, without an error; what was not yet stored is lost.
 */
type Progress = 'more' | 'end';

/**
 * Reads lines of the `--set` family into a table.
 * @see helm.sh/helm/v4 pkg/strvals for the grammar
 */
export class SetParser {
  private readonly scanner: RuneScanner;
  private readonly keyStops: string;
  private readonly hasEscapes: boolean;

  constructor(text: string, private readonly syntax: ValueSyntax) {
    this.scanner = new RuneScanner(text);
    this.hasEscapes = syntax.kind !== 'literal';
    this.keyStops = this.hasEscapes ? '=[,.' : '=[.';
  }

  /**
   * Stores every assignment of the line in `values`.
   * @throws HelmError - code VALUES
   */
  parseInto(values: Values): void {
    while (this.assignment(values, 0) === 'more') {
      // the next assignment
    }
  }

  private assignment(table: Values, level: number): Progress {
    const { text: key, stop } = this.scanner.until(
      this.keyStops,
      this.hasEscapes,
    );
    switch (stop) {
      case undefined:
        if (key === '') {
          return 'end';
        }
        throw refused(`key ${goQuote(key)} has no value`);
      case '[':
        return this.listAssignment(table, key, level);
      case '=':
        return this.value(value => store(table, key, value));
      case '.':
        return this.nestedAssignment(table, key, level + 1);
      default:
        throw refused(`key ${goQuote(key)} has no value (cannot end with ,)`);
    }
  }

  private nestedAssignment(
    table: Values,
    key: string,
    level: number,
  ): Progress {
    if (level > MAX_NESTING) {
      throw refused(
        `value name nested level is greater than maximum supported nested level of ${MAX_NESTING}`,
      );
    }
    const inner = table.has(key)
      ? requireTable(table.get(key))
      : (new Map() as Values);
    const progress = this.assignment(inner, level);
    if (inner.size > 0) {
      store(table, key, inner);
    } else if (progress === 'more') {
      throw refused(`key map ${goQuote(key)} has no value`);
    }
    return progress;
  }

  private listAssignment(table: Values, key: string, level: number): Progress {
    const index = this.index();
    if (index === undefined) {
      return 'end';
    }
    const list = table.has(key) ? requireList(table.get(key)) : [];
    const result = this.listItem(list, index, level);
    store(table, key, result.list);
    return result.progress;
  }

  /** The number between brackets; undefined when the input ends before `]`. */
  private index(): number | undefined {
    const { text, stop } = this.scanner.until(']', this.hasEscapes);
    return stop === undefined ? undefined : parseIndex(text);
  }

  private listItem(
    list: GoValue[],
    index: number,
    level: number,
  ): { list: GoValue[]; progress: Progress } {
    if (index < 0) {
      throw refused(`negative ${index} index not allowed`);
    }
    const { text, stop } = this.scanner.until('[.=', this.hasEscapes);
    if (text !== '') {
      throw refused(
        `unexpected data at end of array index: ${goQuoteRunes(text)}`,
      );
    }
    if (stop === '=') {
      let stored = list;
      this.value(value => {
        stored = setIndex(list, index, value);
      });
      return { list: stored, progress: 'more' };
    }
    if (stop === '[') {
      return this.nestedList(list, index, level);
    }
    return stop === '.'
      ? this.nestedTable(list, index, level)
      : { list, progress: 'end' };
  }

  private nestedList(list: GoValue[], index: number, level: number) {
    const nested = this.index();
    if (nested === undefined) {
      return { list, progress: 'end' as Progress };
    }
    const existing = list[index] ?? undefined;
    const inner = existing === undefined ? [] : requireList(existing);
    const result = this.listItem(inner, nested, level);
    return result.progress === 'end'
      ? { list, progress: result.progress }
      : {
          list: setIndex(list, index, result.list),
          progress: result.progress,
        };
  }

  private nestedTable(list: GoValue[], index: number, level: number) {
    const existing = list[index];
    const inner: Values = isTable(existing) ? existing : new Map();
    if (index < list.length) {
      list[index] = inner;
    }
    const progress = this.assignment(inner, level);
    return {
      list: progress === 'end' ? list : setIndex(list, index, inner),
      progress,
    };
  }

  /** Reads what follows `=` and stores it. */
  private value(storeValue: (value: GoValue) => void): Progress {
    switch (this.syntax.kind) {
      case 'literal':
        storeValue(this.scanner.until('', false).text);
        return 'more';
      case 'json':
        this.jsonValue(storeValue);
        return 'more';
      default:
        return this.textValue(this.syntax.convert, storeValue);
    }
  }

  private textValue(
    convert: (text: string) => GoValue,
    storeValue: (value: GoValue) => void,
  ): Progress {
    if (this.scanner.peek() === undefined) {
      storeValue('');
      return 'end';
    }
    if (this.scanner.peek() === '{') {
      this.scanner.next();
      storeValue(this.list(convert));
    } else {
      storeValue(convert(this.scanner.until(',', true).text));
    }
    return 'more';
  }

  private list(convert: (text: string) => GoValue): GoValue[] {
    const items: GoValue[] = [];
    for (;;) {
      const { text, stop } = this.scanner.until(',}', true);
      if (stop === undefined) {
        throw refused("list must terminate with '}'");
      }
      items.push(convert(text));
      if (stop === '}') {
        if (this.scanner.peek() === ',') {
          this.scanner.next();
        }
        return items;
      }
    }
  }

  private jsonValue(storeValue: (value: GoValue) => void): void {
    if (this.skipToComma()) {
      storeValue(null);
      return;
    }
    const { value, text } = readJsonPrefix(this.scanner.rest());
    storeValue(value);
    this.scanner.skip(text);
    this.skipToComma();
  }

  /** Skips blanks and one comma; true when there was nothing else. */
  private skipToComma(): boolean {
    for (;;) {
      const rune = this.scanner.peek();
      if (rune === undefined || rune === ',') {
        this.scanner.next();
        return true;
      }
      if (!isSpace(rune)) {
        return false;
      }
      this.scanner.next();
    }
  }
}

/** An assignment without a key stores nothing. */
function store(table: Values, key: string, value: GoValue): void {
  if (key !== '') {
    table.set(key, value);
  }
}

function requireTable(value: GoValue): Values {
  if (isTable(value)) {
    return value;
  }
  throw wrongType(value, 'map[string]interface {}');
}

function requireList(value: GoValue): GoValue[] {
  if (Array.isArray(value)) {
    return value;
  }
  throw wrongType(value, '[]interface {}');
}

function wrongType(value: GoValue, wanted: string): HelmError {
  return refused(
    `unable to parse key: interface conversion: interface {} is ${goTypeName(
      value,
    )}, not ${wanted}`,
  );
}

function refused(message: string): HelmError {
  return new HelmError('VALUES', message);
}
