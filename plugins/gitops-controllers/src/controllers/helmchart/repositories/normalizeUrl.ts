/**
 * An address of a repository of charts, so that equal ones are equal texts:
 * with one slash at the end of its path, or none for `oci://`.
 * @see Flux: source-controller, internal/helm/repository, `NormalizeURL`
 */
export function normalizeUrl(url: string): string {
  const [, path, rest] = /^([^?#]*)(.*)$/s.exec(url) ?? ['', url, ''];
  const trimmed = path.replace(/(?<!\/)\/+$/, '');
  if (trimmed === '') return '';
  return trimmed.startsWith('oci://')
    ? `${trimmed}${rest}`
    : `${trimmed}/${rest}`;
}
