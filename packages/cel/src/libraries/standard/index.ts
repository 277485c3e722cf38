import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  LIST,
  MAP,
  NULL,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
} from '../../types/CelType';
import type { Library } from '../Library';
import { CONVERSIONS } from './conversions';
import { OPERATORS } from './operators';
import { stringFunctions } from './strings';
import { timeFunctions } from './times';

/** Operators, conversions and functions that every environment has. */
export function standardLibrary(): Library {
  return {
    overloads: [
      ...OPERATORS,
      ...CONVERSIONS,
      ...stringFunctions(),
      ...timeFunctions(),
    ],
    types: [
      ...[BOOL, BYTES, DOUBLE, DURATION, INT, LIST, MAP, NULL],
      ...[STRING, TIMESTAMP, TYPE, UINT],
    ],
  };
}
