/** What a path and method ask for. */
export interface RequestInfo {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly isResource: boolean;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  /** What follows the subresource, e.g. of a proxy path. */
  readonly rest: string;
  readonly namespace: string;
  readonly name: string;
  /** get, list, watch, create, update, patch, delete or deletecollection. */
  readonly verb: string;
}

const METHODS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Reads a request line as apiserver's RequestInfoFactory does. */
export function parseRequest(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://localhost');
  const parts = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const base = {
    method,
    path: pathname,
    query,
    isResource: false,
    group: '',
    version: '',
    resource: '',
    subresource: '',
    rest: '',
    namespace: '',
    name: '',
    verb: method.toLowerCase(),
  };
  const isCore = parts[0] === 'api';
  const head = isCore ? 2 : 3;
  if ((!isCore && parts[0] !== 'apis') || parts.length <= head) {
    return base;
  }
  const group = isCore ? '' : parts[1];
  const version = isCore ? parts[1] : parts[2];
  return {
    ...base,
    isResource: true,
    group,
    version,
    ...resourceParts(parts.slice(head), method, query),
  };
}

function resourceParts(
  given: string[],
  method: string,
  query: URLSearchParams,
) {
  let parts = given;
  let namespace = '';
  const isOldWatch = parts[0] === 'watch';
  if (isOldWatch) {
    parts = parts.slice(1);
  }
  const isNamespaced =
    parts[0] === 'namespaces' &&
    parts.length > 2 &&
    !(parts.length === 3 && ['status', 'finalize'].includes(parts[2]));
  if (isNamespaced) {
    namespace = parts[1];
    parts = parts.slice(2);
  }
  const [resource = '', name = '', subresource = '', ...rest] = parts;
  return {
    namespace,
    resource,
    name,
    subresource,
    rest: rest.join('/'),
    verb: verbOf(method, name, query, isOldWatch),
  };
}

function verbOf(
  method: string,
  name: string,
  query: URLSearchParams,
  isOldWatch: boolean,
): string {
  if (method === 'GET' || method === 'HEAD') {
    const isWatch =
      isOldWatch || ['true', '1'].includes(query.get('watch') ?? '');
    if (isWatch) {
      return 'watch';
    }
    return name ? 'get' : 'list';
  }
  if (method === 'DELETE' && !name) {
    return 'deletecollection';
  }
  return METHODS[method] ?? method.toLowerCase();
}
