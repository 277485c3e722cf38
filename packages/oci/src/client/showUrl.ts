/** Parameters that hold no secret; those of signed addresses do. */
const SHOWN = [
  ...['n', 'last', 'mount', 'from', 'digest', 'scope', 'service'],
  'artifactType',
];

/** An address for people: without user, password and unknown parameters. */
export function showUrl(url: string): string {
  if (!URL.canParse(url)) return 'an address that is none';
  const { origin, pathname, searchParams } = new URL(url);
  const shown = new URLSearchParams();
  for (const [name, value] of searchParams) {
    shown.append(name, SHOWN.includes(name) ? value : 'REDACTED');
  }
  const query = shown.toString();
  return `${origin}${pathname}${query === '' ? '' : `?${query}`}`;
}
