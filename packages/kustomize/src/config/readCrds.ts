import { asObject } from '../openapi/parseDocument';
import { decodeSigs } from '../load/kustomizationFile';
import type { JsonValue } from '../resources/toValue';
import type { FieldSpec } from '../transformers/fieldSpec';
import { KustomizeError, withPrefix } from '../errors';
import {
  mergeFieldSpecs,
  mergeNameReferences,
  type NameReference,
} from './fieldSpecs';
import {
  EMPTY_CONFIG,
  mergeConfigs,
  type TransformerConfig,
} from './transformerConfig';

type JsonObject = { [key: string]: JsonValue };

/**
 * Reads OpenAPI definitions of custom kinds (`crds`): extensions like
 * `x-kubernetes-object-ref-kind` say which fields hold names, labels or
 * annotations.
 * @throws KustomizeError - malformed-yaml, not-found, invalid-config
 */
export function readCrds(
  paths: readonly string[],
  load: (path: string) => Uint8Array,
): TransformerConfig {
  return paths
    .map(path =>
      withPrefix(`unable to parse open API definition from '${path}'`, () =>
        configOf(definitionsOf(load(path), path)),
      ),
    )
    .reduce(mergeConfigs, EMPTY_CONFIG);
}

function definitionsOf(content: Uint8Array, path: string): JsonObject {
  if (content.length === 0) {
    throw new KustomizeError('invalid-config', 'the file is empty', {
      file: path,
    });
  }
  const document = asObject(decodeSigs(content, path)) ?? {};
  for (const [name, definition] of Object.entries(document)) {
    if (definition !== null && asObject(definition) === undefined) {
      throw new KustomizeError(
        'invalid-config',
        `expected a definition at '${name}', but found a ${
          Array.isArray(definition) ? 'list' : typeof definition
        }`,
        { file: path },
      );
    }
  }
  return document;
}

function configOf(definitions: JsonObject): TransformerConfig {
  return Object.keys(definitions)
    .filter(name => {
      const properties = propertiesOf(definitions, name);
      return ['kind', 'apiVersion', 'metadata'].every(field =>
        Object.hasOwn(properties, field),
      );
    })
    .map(name => new CrdReader(definitions, name.split('.').pop()!).read(name))
    .reduce(mergeConfigs, EMPTY_CONFIG);
}

function propertiesOf(definitions: JsonObject, name: string): JsonObject {
  const schema = asObject(
    asObject(definitions[name])?.Schema ?? asObject(definitions[name])?.schema,
  );
  return asObject(schema?.properties) ?? {};
}

class CrdReader {
  private annotations: readonly FieldSpec[] = [];
  private labels: readonly FieldSpec[] = [];
  private names: readonly FieldSpec[] = [];
  private references: readonly NameReference[] = [];
  private readonly onTheWay = new Set<string>();

  constructor(
    private readonly definitions: JsonObject,
    private readonly kind: string,
  ) {}

  read(typeName: string): TransformerConfig {
    this.visit(typeName, []);
    return {
      ...EMPTY_CONFIG,
      commonAnnotations: this.annotations,
      commonLabels: this.labels,
      namePrefix: this.names,
      nameReference: this.references,
    };
  }

  private visit(typeName: string, path: readonly string[]): void {
    if (this.onTheWay.has(typeName)) return;
    this.onTheWay.add(typeName);
    for (const [name, value] of Object.entries(
      propertiesOf(this.definitions, typeName),
    )) {
      const property = asObject(value) ?? {};
      const here = [...path, name];
      this.readExtensions(property, here);
      if (typeof property.$ref === 'string') this.visit(property.$ref, here);
    }
    this.onTheWay.delete(typeName);
  }

  private readExtensions(property: JsonObject, path: readonly string[]): void {
    const has = (extension: string) =>
      typeof property[`x-kubernetes-${extension}`] === 'string';
    const fields = [this.spec(path)];
    if (has('annotation'))
      this.annotations = mergeFieldSpecs(this.annotations, fields);
    if (has('label-selector'))
      this.labels = mergeFieldSpecs(this.labels, fields);
    if (has('identity')) this.names = mergeFieldSpecs(this.names, fields);
    const version = property['x-kubernetes-object-ref-api-version'];
    const kind = property['x-kubernetes-object-ref-kind'];
    if (typeof version !== 'string' || typeof kind !== 'string') return;
    const nameKey = property['x-kubernetes-object-ref-name-key'];
    const fieldSpecs = [
      this.spec([...path, typeof nameKey === 'string' ? nameKey : 'name']),
    ];
    this.references = mergeNameReferences(this.references, [
      { group: '', version, kind, fieldSpecs },
    ]);
  }

  private spec(path: readonly string[]): FieldSpec {
    return {
      path: path.join('/'),
      kind: this.kind,
      group: '',
      version: '',
      create: false,
    };
  }
}
