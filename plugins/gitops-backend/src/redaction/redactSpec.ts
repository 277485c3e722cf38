import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';
import { MASK } from './createMask';
import { secretsInText } from './secretsInText';
import { credentialsIn, withoutCredentials } from './withoutCredentials';

type OpenApi = KindDefinition['spec']['openapi'];

/** A spec as its readers see it, and what was taken out. */
interface RedactedSpec {
  readonly spec: unknown;
  readonly secrets: readonly string[];
}

/**
 * Masks what may be secret in a spec: values of maps whose keys the writer
 * chooses, fields that the schema does not know or leaves open, the fields that
 * the kind names, and credentials in URLs. Names of fields stay.
 * @param secretFields - paths below `spec` without indexes: `patches.patch`
 */
export function redactSpec(
  { spec: schema }: KindDefinition,
  spec: unknown,
  secretFields: readonly string[] = [],
): RedactedSpec {
  const redactor = new Redactor(secretFields);
  const redacted = redactor.redact(spec, schema.openapi, '');
  return { spec: redacted, secrets: redactor.secrets };
}

class Redactor {
  readonly secrets: string[] = [];

  constructor(private readonly secretFields: readonly string[]) {}

  redact(value: unknown, schema: OpenApi | undefined, path: string): unknown {
    if (!schema || this.secretFields.includes(path)) return this.#mask(value);
    if (Array.isArray(value)) {
      return value.map(item => this.redact(item, schema.items, path));
    }
    if (value !== null && typeof value === 'object') {
      return this.#redactFields(value, schema, path);
    }
    // Without a type, anything may stand there.
    if (schema.type === undefined) return this.#mask(value);
    return typeof value === 'string' ? this.#withoutCredentials(value) : value;
  }

  #redactFields(value: object, { properties }: OpenApi, path: string): unknown {
    const fields = Object.entries(value).map(([name, field]) => {
      const isKnown = properties && Object.hasOwn(properties, name);
      const schema = isKnown ? properties[name] : undefined;
      const below = path === '' ? name : `${path}.${name}`;
      return [name, this.redact(field, schema, below)];
    });
    return Object.fromEntries(fields);
  }

  #mask(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(item => this.#mask(item));
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'object') {
      const fields = Object.entries(value);
      return Object.fromEntries(
        fields.map(([name, field]) => [name, this.#mask(field)]),
      );
    }
    const text = String(value);
    this.secrets.push(text, ...secretsInText(text));
    return MASK;
  }

  #withoutCredentials(text: string): string {
    if (!/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text)) return text;
    this.secrets.push(...credentialsIn(text));
    return /[@?#]/.test(text) ? withoutCredentials(text) || MASK : text;
  }
}
