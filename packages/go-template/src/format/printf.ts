import { GoInt } from '../values/goInt';
import { isIntegerKind } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { kindOf, typeOf } from '../values/reflect';
import { Flags, noFlags } from './flags';
import { printOperand, printPlain } from './printer';

const MAX_WIDTH = 1_000_000;
/** Go reads on as long as what it has read is at most a million. */
const MAX_INDEX = MAX_WIDTH * 10 + 9;
const MIN_INDEX_LENGTH = '[1]'.length;

/** Go's fmt.Sprint: spaces only between operands that are both not strings. */
export function sprint(values: readonly GoValue[]): string {
  let text = '';
  values.forEach((value, i) => {
    const apart = i > 0 && !isString(value) && !isString(values[i - 1]);
    text += (apart ? ' ' : '') + printPlain(value);
  });
  return text;
}

function isString(value: GoValue): boolean {
  return kindOf(value) === 'string';
}

/** Go's fmt.Sprintln: spaces between all operands, a newline at the end. */
export function sprintln(values: readonly GoValue[]): string {
  return `${values.map(printPlain).join(' ')}\n`;
}

/** Go's fmt.Sprintf, with its `%!verb(…)` texts for wrong operands. */
export function sprintf(format: string, values: readonly GoValue[]): string {
  return new Formatter(format, values).run();
}

/** Reads one format text; each instance is used once. */
class Formatter {
  private at = 0;
  private operand = 0;
  private reordered = false;
  private goodIndex = true;
  private afterIndex = false;

  constructor(
    private readonly format: string,
    private readonly values: readonly GoValue[],
  ) {}

  run(): string {
    let text = '';
    for (;;) {
      const percent = this.format.indexOf('%', this.at);
      if (percent < 0) {
        return text + this.format.slice(this.at) + this.extra();
      }
      text += this.format.slice(this.at, percent);
      this.at = percent + 1;
      text += this.directive();
    }
  }

  private extra(): string {
    if (this.reordered || this.operand >= this.values.length) {
      return '';
    }
    const rest = this.values
      .slice(this.operand)
      .map(value =>
        value === null || value === undefined
          ? '<nil>'
          : `${typeOf(value).name}=${printPlain(value)}`,
      );
    return `%!(EXTRA ${rest.join(', ')})`;
  }

  private directive(): string {
    this.goodIndex = true;
    this.afterIndex = false;
    const flags = this.readFlags();
    const prefix = this.readWidth(flags) + this.readPrecision(flags);
    if (!this.afterIndex) {
      this.readIndex();
    }
    if (this.at >= this.format.length) {
      return `${prefix}%!(NOVERB)`;
    }
    const verb = String.fromCodePoint(
      this.format.codePointAt(this.at) as number,
    );
    this.at += verb.length;
    return prefix + this.print(verb, flags);
  }

  private print(verb: string, flags: Flags): string {
    if (verb === '%') {
      return '%';
    }
    if (!this.goodIndex) {
      return `%!${verb}(BADINDEX)`;
    }
    if (this.operand >= this.values.length) {
      return `%!${verb}(MISSING)`;
    }
    const value = this.values[this.operand];
    this.operand += 1;
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp;
      flags.sharp = false;
      flags.plusV = flags.plus;
      flags.plus = false;
    }
    return printOperand(value, verb, flags);
  }

  private readFlags(): Flags {
    const flags = noFlags();
    for (; this.at < this.format.length; this.at++) {
      switch (this.format[this.at]) {
        case '#':
          flags.sharp = true;
          break;
        case '0':
          flags.zero = true;
          break;
        case '+':
          flags.plus = true;
          break;
        case '-':
          flags.minus = true;
          break;
        case ' ':
          flags.space = true;
          break;
        default:
          return flags;
      }
    }
    return flags;
  }

  private readWidth(flags: Flags): string {
    this.readIndex();
    if (this.format[this.at] === '*') {
      this.at += 1;
      const width = this.integerOperand();
      if (width === undefined) {
        return '%!(BADWIDTH)';
      }
      flags.minus ||= width < 0;
      flags.zero &&= width >= 0;
      flags.width = Math.abs(width);
      this.afterIndex = false;
      return '';
    }
    const before = this.at;
    flags.width = this.readNumber();
    if (this.afterIndex && this.at > before) {
      this.goodIndex = false;
    }
    return '';
  }

  private readPrecision(flags: Flags): string {
    const isLast = this.at + 1 >= this.format.length;
    if (this.format[this.at] !== '.' || isLast) {
      return '';
    }
    this.at += 1;
    if (this.afterIndex) {
      this.goodIndex = false;
    }
    this.readIndex();
    if (this.format[this.at] !== '*') {
      flags.precision = this.readNumber() ?? 0;
      return '';
    }
    this.at += 1;
    const precision = this.integerOperand();
    this.afterIndex = false;
    if (precision === undefined || precision < 0) {
      return '%!(BADPREC)';
    }
    flags.precision = precision;
    return '';
  }

  private integerOperand(): number | undefined {
    const value = this.values[this.operand];
    if (this.operand < this.values.length) {
      this.operand += 1;
    }
    if (!(value instanceof GoInt) || !isIntegerKind(value.type.kind)) {
      return undefined;
    }
    const size = value.toNumber();
    return Math.abs(size) > MAX_WIDTH ? undefined : size;
  }

  private readNumber(): number | undefined {
    const digits = /^[0-9]*/.exec(this.format.slice(this.at, this.at + 20));
    const text = digits?.[0] ?? '';
    if (text === '') {
      return undefined;
    }
    const value = Number(text);
    this.at += text.length;
    if (value > MAX_WIDTH) {
      this.at = this.format.length;
      return undefined;
    }
    return value;
  }

  /**
   * Reads an explicit operand index, `[2]`. Of one that isn't closed, and of
   * a `[]` that ends the format, only the `[` is read.
   */
  private readIndex(): void {
    this.afterIndex = false;
    if (this.format[this.at] !== '[') {
      return;
    }
    this.reordered = true;
    const close = this.format.indexOf(']', this.at);
    const isOpen = close < 0 || this.format.length - this.at < MIN_INDEX_LENGTH;
    const text = isOpen ? '' : this.format.slice(this.at + 1, close);
    this.at = isOpen ? this.at + 1 : close + 1;
    const number = /^[0-9]+$/.test(text) ? Number(text) : Infinity;
    this.afterIndex = number <= MAX_INDEX;
    if (number >= 1 && number <= this.values.length) {
      this.operand = number - 1;
    } else {
      this.goodIndex = false;
    }
  }
}
