/** Flags, width and precision of one printf verb. */
export interface Flags {
  plus: boolean;
  minus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v`: field names. */
  plusV: boolean;
  /** `%#v`: Go syntax. */
  sharpV: boolean;
  /** While a bad verb is reported: String() methods are not used. */
  erroring: boolean;
  width?: number;
  precision?: number;
}

/** Flags of a plain `%v`. */
export function noFlags(): Flags {
  return {
    plus: false,
    minus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
    erroring: false,
  };
}

/** Pads to the width, counted in characters. */
export function pad(text: string, flags: Flags): string {
  const { width } = flags;
  if (width === undefined) {
    return text;
  }
  const missing = width - Array.from(text).length;
  if (missing <= 0) {
    return text;
  }
  if (flags.minus) {
    return text + ' '.repeat(missing);
  }
  return (flags.zero ? '0' : ' ').repeat(missing) + text;
}

/** As {@link pad}, but never with zeros. */
export function padWithSpaces(text: string, flags: Flags): string {
  return pad(text, { ...flags, zero: false });
}
