import { ApiError } from '@backstage-gitops/kube';

/** JSON as Go's encoder writes it: what may not stand in HTML is escaped. */
export function toGoJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** JSON of a map in Go: keys in the order of their bytes, numbers among them. */
export function mapToGoJson(map: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([key, value]) => `${toGoJson(key)}:${valueToGoJson(value)}`);
  return `{${fields.join(',')}}`;
}

function valueToGoJson(value: unknown): string {
  if (value instanceof Error) return errorToGoJson(value);
  if (Array.isArray(value)) return `[${value.map(valueToGoJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return toGoJson(value);
  return mapToGoJson(value as Record<string, unknown>);
}

/** Of Go's errors only answers of the API server have fields that JSON shows. */
function errorToGoJson(error: Error): string {
  if (!(error instanceof ApiError)) return '{}';
  const { message, reason, details, status: code } = error;
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason && { reason }),
    details,
    code,
  };
  return toGoJson({ ErrStatus: status });
}
