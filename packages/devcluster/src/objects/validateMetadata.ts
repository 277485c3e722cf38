import {
  FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../errors/FieldError';
import { KubeObject, ObjectMeta } from '../json';
import { Resource } from '../resources/Resource';

const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** Checks names, labels, annotations, finalizers and owners of an object. */
export function validateMetadata(
  resource: Resource,
  object: KubeObject,
): FieldError[] {
  const { metadata } = object;
  return [
    ...validateName(resource, metadata),
    ...validateLabels(metadata.labels),
    ...validateAnnotations(metadata.annotations),
    ...validateFinalizers(metadata.finalizers),
    ...validateOwners(metadata),
  ];
}

function validateName(resource: Resource, { name }: ObjectMeta): FieldError[] {
  const path = 'metadata.name';
  if (!name) {
    return [required(path, 'name or generateName is required')];
  }
  switch (resource.strategy.namePattern) {
    case 'path-segment':
      return /[/%]/.test(name) || name === '.' || name === '..'
        ? [
            invalidValue(
              path,
              name,
              `may not contain '${/%/.test(name) ? '%' : '/'}'`,
            ),
          ]
        : [];
    case 'label':
      return LABEL.test(name) && name.length <= 63
        ? []
        : [invalidValue(path, name, labelFault(name))];
    default:
      if (name.length > 253) {
        return [
          invalidValue(path, name, 'must be no more than 253 characters'),
        ];
      }
      return SUBDOMAIN.test(name)
        ? []
        : [invalidValue(path, name, SUBDOMAIN_RULE)];
  }
}

function labelFault(name: string): string {
  return name.length > 63 ? 'must be no more than 63 characters' : LABEL_RULE;
}

function qualifiedFault(key: string): string | undefined {
  const [prefix, name, ...rest] = key.includes('/')
    ? key.split('/')
    : ['', key];
  if (rest.length > 0) {
    return `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  }
  if (key.includes('/') && !SUBDOMAIN.test(prefix)) {
    return prefix
      ? `prefix part ${SUBDOMAIN_RULE}`
      : 'prefix part must be non-empty';
  }
  if (!name) {
    return 'name part must be non-empty';
  }
  if (name.length > 63) {
    return 'name part must be no more than 63 characters';
  }
  return QUALIFIED.test(name) ? undefined : QUALIFIED_RULE;
}

function validateLabels(
  labels: Record<string, string> | undefined,
): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => {
    const errors: FieldError[] = [];
    const fault = qualifiedFault(key);
    if (fault) {
      errors.push(invalidValue('metadata.labels', key, fault));
    }
    if (value.length > 63) {
      errors.push(
        invalidValue(
          'metadata.labels',
          value,
          'must be no more than 63 characters',
        ),
      );
    } else if (!LABEL_VALUE.test(value)) {
      errors.push(invalidValue('metadata.labels', value, LABEL_VALUE_RULE));
    }
    return errors;
  });
}

function validateAnnotations(
  annotations: Record<string, string> | undefined,
): FieldError[] {
  let size = 0;
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(annotations ?? {})) {
    size += key.length + value.length;
    const fault = qualifiedFault(key.toLowerCase());
    if (fault) {
      errors.push(invalidValue('metadata.annotations', key, fault));
    }
  }
  if (size > MAX_ANNOTATIONS_BYTES) {
    const detail = `may not be more than ${MAX_ANNOTATIONS_BYTES} bytes`;
    errors.push(
      new FieldError(
        'FieldValueTooLong',
        'metadata.annotations',
        undefined,
        detail,
      ),
    );
  }
  return errors;
}

function validateFinalizers(finalizers: string[] | undefined): FieldError[] {
  return (finalizers ?? []).flatMap(name => {
    const fault = qualifiedFault(name);
    return fault ? [invalidValue('metadata.finalizers', name, fault)] : [];
  });
}

function validateOwners({ ownerReferences }: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  (ownerReferences ?? []).forEach((owner, index) => {
    for (const key of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if (!owner[key]) {
        errors.push(
          invalidValue(
            `metadata.ownerReferences[${index}].${key}`,
            owner[key] ?? '',
            `${key === 'apiVersion' ? 'version' : key} must not be empty`,
          ),
        );
      }
    }
  });
  const controllers = (ownerReferences ?? []).filter(
    owner => owner.controller === true,
  );
  if (controllers.length > 1) {
    errors.push(
      invalidValue(
        'metadata.ownerReferences',
        ownerReferences,
        `Only one reference can have Controller set to true. Found "true" in references for ${controllers[0].kind}/${controllers[0].name} and ${controllers[1].kind}/${controllers[1].name}`,
      ),
    );
  }
  return errors;
}

/** Fields of an existing object that a write may not change. */
export function validateMetadataUpdate(
  next: KubeObject,
  live: KubeObject,
): FieldError[] {
  if (!live.metadata.deletionTimestamp) {
    return [];
  }
  const known = new Set(live.metadata.finalizers ?? []);
  const added = (next.metadata.finalizers ?? []).filter(
    name => !known.has(name),
  );
  if (added.length === 0) {
    return [];
  }
  const list = `[]string{${added
    .map(name => JSON.stringify(name))
    .join(', ')}}`;
  return [
    forbiddenField(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
    ),
  ];
}
