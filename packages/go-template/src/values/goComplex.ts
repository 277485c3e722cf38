import { GoTypes } from './goType';

/** A Go complex128, which only a constant such as `2i` makes. */
export class GoComplex {
  readonly goType = GoTypes.complex128;

  constructor(readonly real: number, readonly imaginary: number) {}
}
