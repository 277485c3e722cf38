import { splitManifests } from '@backstage-gitops/helm';
import { decode } from '@backstage-gitops/go-yaml';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { ResourceError } from './errors';

type Fields = Record<string, unknown>;

/**
 * The objects of a YAML stream in its order; lists give their items.
 * @param isValidated - faults are told as validation tells them, not decoding
 * @throws ResourceError - `manifest`: not YAML, no mapping, or no kind
 * @see k8s.io/cli-runtime/pkg/resource, StreamVisitor and FlattenListVisitor
 */
export function parseManifest(
  text: string,
  isValidated = false,
): UnstructuredObject[] {
  return splitManifests(text).flatMap(document => {
    const value = readDocument(document);
    if (value === null) return [];
    if (isValidated) requireType(value);
    return flatten(requireObject(value));
  });
}

function readDocument(document: string): unknown {
  try {
    return decode(document, {
      dialect: 'sigs',
      int: value => Number(value),
    });
  } catch (error) {
    throw new ResourceError(
      'manifest',
      `error parsing : ${
        error instanceof Error ? error.message : String(error)
      }`,
      { cause: error },
    );
  }
}

/** What validation asks of a document before its schema. */
function requireType(value: unknown): void {
  if (!isFields(value)) return;
  const missing = ['apiVersion', 'kind'].filter(
    field => value[field] === undefined || value[field] === null,
  );
  if (missing.length === 0) return;
  const texts = missing.map(field => `${field} not set`);
  throw new ResourceError(
    'manifest',
    `error validating "": error validating data: ${
      texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
    }`,
  );
}

function requireObject(value: unknown): UnstructuredObject {
  if (!isFields(value)) {
    throw new ResourceError(
      'manifest',
      `unable to decode "": a manifest holds ${JSON.stringify(
        value,
      )} instead of an object`,
    );
  }
  for (const field of ['kind', 'apiVersion']) {
    if (typeof value[field] !== 'string' || value[field] === '') {
      const title = field === 'kind' ? 'Kind' : 'apiVersion';
      throw new ResourceError(
        'manifest',
        `unable to decode "": Object '${title}' is missing in '${JSON.stringify(
          value,
        )}'`,
      );
    }
  }
  const metadata = isFields(value.metadata) ? value.metadata : {};
  return { ...value, metadata } as unknown as UnstructuredObject;
}

/** Items of a typed list that name no kind have that of the list. */
function flatten(object: UnstructuredObject): UnstructuredObject[] {
  const { items, apiVersion, kind } = object;
  if (!Array.isArray(items)) return [object];
  const itemKind = kind.endsWith('List') ? kind.slice(0, -4) : '';
  const type = itemKind === '' ? {} : { apiVersion, kind: itemKind };
  return items.flatMap(item =>
    flatten(requireObject(isFields(item) ? { ...type, ...item } : item)),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
