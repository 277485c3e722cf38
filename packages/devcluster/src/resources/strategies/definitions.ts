import { FieldError, invalidValue, required } from '../../errors/FieldError';
import { isObject, JsonObject, KubeObject } from '../../json';
import { Strategy } from '../Resource';
import { withDefaults, within, withinEach } from './defaulting';

/** Defaults and checks of CustomResourceDefinition itself. */
export const definitionStrategy: Partial<Strategy> = {
  defaults: object =>
    within(object, 'spec', spec =>
      withinEach(
        within(
          withDefaults(spec, { conversion: { strategy: 'None' } }),
          'names',
          names =>
            withDefaults(names, {
              singular: String(names.kind ?? '').toLowerCase(),
              listKind: names.kind ? `${names.kind}List` : undefined,
            }),
        ),
        'versions',
        version => version,
      ),
    ) as KubeObject,
  prepareCreate: object => ({
    ...object,
    status: {
      conditions: null,
      acceptedNames: { plural: '', kind: '' },
      storedVersions: storedVersions(object),
    },
  }),
  prepareUpdate: (object, live) => ({
    ...object,
    status: withStoredVersions(live, object),
  }),
  validate: validateDefinition,
};

function versionsOf(object: KubeObject): JsonObject[] {
  const spec = isObject(object.spec) ? object.spec : {};
  return Array.isArray(spec.versions) ? spec.versions.filter(isObject) : [];
}

function storedVersions(object: KubeObject): unknown[] {
  return versionsOf(object)
    .filter(version => version.storage === true)
    .map(({ name }) => name);
}

/** Versions that objects may be stored in: those of the past, and the new storage version. */
function withStoredVersions(live: KubeObject, object: KubeObject): JsonObject {
  const status = isObject(live.status) ? live.status : {};
  const known = Array.isArray(status.storedVersions)
    ? status.storedVersions
    : [];
  const added = storedVersions(object).filter(name => !known.includes(name));
  return { ...status, storedVersions: [...known, ...added] };
}

function validateDefinition(object: KubeObject): FieldError[] {
  const spec = isObject(object.spec) ? object.spec : {};
  const names = isObject(spec.names) ? spec.names : {};
  const errors: FieldError[] = [];
  const expected = `${names.plural ?? ''}.${spec.group ?? ''}`;
  if (object.metadata.name !== expected) {
    errors.push(
      invalidValue(
        'metadata.name',
        object.metadata.name,
        'must be spec.names.plural+"."+spec.group',
      ),
    );
  }
  for (const key of ['plural', 'kind']) {
    if (!names[key]) {
      errors.push(required(`spec.names.${key}`));
    }
  }
  const versions = versionsOf(object);
  if (versions.filter(version => version.storage === true).length !== 1) {
    errors.push(
      invalidValue(
        'spec.versions',
        versions.map(({ name }) => name),
        'must have exactly one version marked as storage version',
      ),
    );
  }
  versions.forEach((version, index) => {
    const schema = isObject(version.schema)
      ? version.schema.openAPIV3Schema
      : undefined;
    if (!isObject(schema)) {
      errors.push(
        required(
          `spec.versions[${index}].schema.openAPIV3Schema`,
          'schemas are required',
        ),
      );
    } else if (schema.type !== 'object') {
      const path = `spec.versions[${index}].schema.openAPIV3Schema.type`;
      errors.push(
        schema.type === undefined
          ? required(path, 'must not be empty at the root')
          : invalidValue(path, schema.type, 'must be object at the root'),
      );
    }
  });
  return errors;
}
