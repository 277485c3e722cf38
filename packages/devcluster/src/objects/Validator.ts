import { invalid } from '../errors/ApiError';
import {
  FieldError,
  FieldErrorReason,
  invalidValue,
} from '../errors/FieldError';
import { KubeObject } from '../json';
import { kindSubject, Resource } from '../resources/Resource';
import { CelRules, hasRules } from '../schema/celRules';
import { validateSchema, validateStatus } from '../schema/validateSchema';
import { validateMetadata, validateMetadataUpdate } from './validateMetadata';

/** Faults after which the server evaluates no CEL rule. */
const BLOCKING: ReadonlySet<FieldErrorReason> = new Set<FieldErrorReason>([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const RULES_NOT_CHECKED = invalidValue(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
);

const isBlocking = ({ reason }: FieldError) => BLOCKING.has(reason);

/** Refuses objects that break the rules of their kind. */
export class Validator {
  private readonly rules = new CelRules();

  /**
   * @param live - what is there so far; undefined for a new object
   * @throws ApiError - 422 with every fault
   */
  check(
    resource: Resource,
    object: KubeObject,
    live: KubeObject | undefined,
    subresource = '',
  ): void {
    const checkSchema =
      subresource === 'status' ? validateStatus : validateSchema;
    const errors = [
      ...validateMetadata(resource, object),
      ...(live ? validateMetadataUpdate(object, live) : []),
      ...(resource.custom ? checkSchema(resource.schema, object) : []),
      ...(resource.strategy.validate?.(object, live) ?? []),
    ];
    if (resource.custom && hasRules(resource.schema)) {
      errors.push(
        ...(errors.some(isBlocking)
          ? [RULES_NOT_CHECKED]
          : this.rules.check(resource.schema, object, live)),
      );
    }
    if (errors.length > 0) {
      throw invalid(
        kindSubject(resource),
        object.metadata.name || object.metadata.generateName || '',
        errors,
      );
    }
  }
}
