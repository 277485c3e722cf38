const QUANTITY =
  /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E))?$/;

const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};

/** Whether the text is a resource quantity, e.g. `100m`, `2Gi`, `1e3`. */
export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

/** The number that a quantity stands for; NaN when it is none. */
export function parseQuantity(text: string): number {
  const match = QUANTITY.exec(text);
  if (!match) {
    return NaN;
  }
  const [, digits, exponent = '', suffix] = match;
  const base = Number(`${digits}${exponent}`);
  if (!suffix) {
    return base;
  }
  const power = BINARY.indexOf(suffix);
  return power >= 0 ? base * 1024 ** (power + 1) : base * DECIMAL[suffix];
}
