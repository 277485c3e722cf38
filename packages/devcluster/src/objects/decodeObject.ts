import { badRequest } from '../errors/ApiError';
import { isObject, JsonObject, KubeObject } from '../json';
import { groupVersion, Resource } from '../resources/Resource';
import { definition } from '../schema/builtinSchemas';
import { defaultCustom, dropNulls, pruneCustom } from '../schema/customObjects';
import { decodeTyped } from '../schema/typedObjects';

/** What to do about fields that the schema does not know. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** How a body is read. */
export interface DecodeOptions {
  readonly fieldValidation: FieldValidation;
  /** Collects `unknown field "…"` when fieldValidation is Warn. */
  readonly warnings: string[];
  /** Faults found while the text was parsed, e.g. `duplicate field "spec.x"`. */
  readonly textFaults?: readonly string[];
}

/**
 * A request body as an object of the resource: types checked (built-in kinds),
 * unknown fields dropped, defaults of a custom schema filled in.
 * @throws ApiError - 400, wrong kind or type, or unknown fields under Strict
 */
export function decodeObject(
  resource: Resource,
  body: unknown,
  options: DecodeOptions,
): KubeObject {
  if (!isObject(body)) {
    throw badRequest(
      "couldn't get version/kind; json parse error: the body is not an object",
    );
  }
  const apiVersion = groupVersion(resource);
  checkKind(resource, body, apiVersion);
  const { object, unknown } = readFields(resource, {
    ...body,
    apiVersion,
    kind: resource.kind,
  });
  report(
    resource,
    [
      ...(options.textFaults ?? []),
      ...unknown.map(path => `unknown field ${JSON.stringify(path)}`),
    ],
    options,
  );
  return object as KubeObject;
}

function checkKind(
  resource: Resource,
  body: JsonObject,
  apiVersion: string,
): void {
  const { kind } = body;
  const given = body.apiVersion;
  if (!kind && !resource.custom) {
    return;
  }
  if (!kind) {
    throw badRequest("Object 'Kind' is missing");
  }
  if (
    kind !== resource.kind ||
    (given !== undefined && given !== '' && given !== apiVersion)
  ) {
    const [group, version] = splitApiVersion(String(given ?? ''));
    const isSameVersion =
      group === resource.group && version === resource.version;
    const cause = isSameVersion
      ? `converting (${group}.${kind}) to (${resource.group}.${resource.kind}): unknown conversion`
      : `the API version in the data (${
          given ?? ''
        }) does not match the expected API version (${apiVersion})`;
    throw badRequest(
      `${kind} in version "${version}" cannot be handled as a ${resource.kind}: ${cause}`,
    );
  }
}

function splitApiVersion(apiVersion: string): [string, string] {
  const [first, second] = apiVersion.split('/');
  return second === undefined ? ['', first] : [first, second];
}

function readFields(
  resource: Resource,
  body: JsonObject,
): { object: JsonObject; unknown: string[] } {
  if (!resource.custom) {
    return decodeTyped(resource.schema, body, resource.kind, resource.version);
  }
  const unknown: string[] = [];
  const pruned = pruneCustom(resource.schema, body, unknown);
  const metadata = isObject(pruned.metadata) ? pruned.metadata : {};
  const decoded = decodeTyped(
    definition(OBJECT_META),
    metadata,
    resource.kind,
    resource.version,
  );
  unknown.push(...decoded.unknown.map(path => `metadata.${path}`));
  return {
    object: dropNulls(
      resource.schema,
      defaultCustom(resource.schema, { ...pruned, metadata: decoded.object }),
    ),
    unknown,
  };
}

function report(
  resource: Resource,
  faults: string[],
  options: DecodeOptions,
): void {
  if (faults.length === 0) {
    return;
  }
  if (options.fieldValidation === 'Strict') {
    throw badRequest(
      `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: ` +
        `strict decoding error: ${faults.join(', ')}`,
    );
  }
  if (options.fieldValidation === 'Warn') {
    options.warnings.push(...faults);
  }
}
