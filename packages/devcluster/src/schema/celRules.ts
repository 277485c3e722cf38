import { FieldError } from '../errors/FieldError';
import { KubeObject } from '../json';
import { Schema } from './Schema';

/** Evaluates x-kubernetes-validations. */
export class CelRules {
  /** Faults of all rules below `schema`; transition rules only when there is a live object. */
  check(
    _schema: Schema,
    _object: KubeObject,
    _live: KubeObject | undefined,
  ): FieldError[] {
    return [];
  }
}
