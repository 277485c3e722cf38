import {
  duplicate,
  FieldError,
  invalidValue,
  required,
} from '../../errors/FieldError';
import { isObject, JsonObject } from '../../json';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** The checks of a pod spec that people meet: containers, their names and images, volume mounts. */
export function validatePodSpec(spec: JsonObject, path: string): FieldError[] {
  const containers = Array.isArray(spec.containers)
    ? spec.containers.filter(isObject)
    : [];
  if (containers.length === 0) {
    return [required(`${path}.containers`)];
  }
  const volumes = new Set(
    (Array.isArray(spec.volumes) ? spec.volumes.filter(isObject) : []).map(
      ({ name }) => String(name),
    ),
  );
  const names = new Set<string>();
  return containers.flatMap((container, index) =>
    validateContainer(
      container,
      `${path}.containers[${index}]`,
      names,
      volumes,
    ),
  );
}

function validateContainer(
  container: JsonObject,
  path: string,
  names: Set<string>,
  volumes: Set<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = String(container.name ?? '');
  if (!name) {
    errors.push(required(`${path}.name`));
  } else if (!LABEL.test(name) || name.length > 63) {
    errors.push(invalidValue(`${path}.name`, name, LABEL_RULE));
  } else if (names.has(name)) {
    errors.push(duplicate(`${path}.name`, name));
  }
  names.add(name);
  if (!container.image) {
    errors.push(required(`${path}.image`));
  }
  const mounts = Array.isArray(container.volumeMounts)
    ? container.volumeMounts.filter(isObject)
    : [];
  mounts.forEach((mount, index) => {
    if (!volumes.has(String(mount.name))) {
      errors.push(
        new FieldError(
          'FieldValueNotFound',
          `${path}.volumeMounts[${index}].name`,
          mount.name,
          '',
        ),
      );
    }
  });
  const ports = Array.isArray(container.ports)
    ? container.ports.filter(isObject)
    : [];
  ports.forEach((port, index) => {
    const number = Number(port.containerPort);
    if (!(number > 0 && number < 65536)) {
      errors.push(
        invalidValue(
          `${path}.ports[${index}].containerPort`,
          number,
          'must be between 1 and 65535, inclusive',
        ),
      );
    }
  });
  return errors;
}
