import { invalid } from '../errors/ApiError';
import { KubeObject } from '../json';
import { kindSubject, Resource } from '../resources/Resource';
import { CelRules } from '../schema/celRules';
import { validateSchema } from '../schema/validateSchema';
import { validateMetadata, validateMetadataUpdate } from './validateMetadata';

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
  ): void {
    const errors = [
      ...validateMetadata(resource, object),
      ...(live ? validateMetadataUpdate(object, live) : []),
      ...(resource.custom ? validateSchema(resource.schema, object) : []),
      ...(resource.strategy.validate?.(object, live) ?? []),
    ];
    if (errors.length === 0 && resource.custom) {
      errors.push(...this.rules.check(resource.schema, object, live));
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
