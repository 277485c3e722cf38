import { parseDocuments } from '@backstage-gitops/go-yaml';
import type { YamlNode } from '@backstage-gitops/go-yaml';
import { readMarker } from '../readMarker';
import type { Setters } from '../types';
import { updateText } from '../updateText';
import type { RandomManifest } from './randomManifest';

/** Whether the pieces stand in the text in their order, from end to end. */
function holds(text: string, kept: readonly string[]): boolean {
  let at = 0;
  for (const piece of kept) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.startsWith(kept[0]) && text.endsWith(kept[kept.length - 1]);
}

function compare(
  before: YamlNode,
  after: YamlNode,
  setters: Setters,
): string | undefined {
  if (before.kind === 'scalar') {
    const setter = readMarker(before, setters);
    const wanted = setter === undefined ? before.value : setters.get(setter);
    return after.value === wanted
      ? undefined
      : `line ${before.line}: ${after.value} instead of ${wanted}`;
  }
  if (
    before.kind !== after.kind ||
    before.content.length !== after.content.length
  ) {
    return `line ${before.line}: another shape`;
  }
  for (const [index, child] of before.content.entries()) {
    const isKey = before.kind === 'mapping' && index % 2 === 0;
    const other = after.content[index];
    const fault = compare(child, other, isKey ? new Map() : setters);
    if (fault) return fault;
  }
  return undefined;
}

/**
 * What is wrong with the update of a manifest: bytes that changed beside the
 * marked values, values that are not those of the policies.
 */
export function checkManifest(
  { text, kept }: RandomManifest,
  setters: Setters,
): string | undefined {
  const before = parseDocuments(text);
  const { text: updated, changes } = updateText(text, setters);
  if (changes.length === 0) {
    return updated === text ? undefined : 'changed without a change';
  }
  if (!holds(updated, kept)) return 'other bytes have changed';
  const after = parseDocuments(updated);
  if (after.length !== before.length) return 'another number of documents';
  for (const [index, document] of before.entries()) {
    const fault = compare(document, after[index], setters);
    if (fault) return fault;
  }
  const again = updateText(updated, setters);
  return again.changes.length === 0 ? undefined : 'not the same twice';
}

/** Where a manifest is no YAML, nothing is to be compared. */
export function isYaml({ text }: RandomManifest): boolean {
  try {
    parseDocuments(text);
    return true;
  } catch {
    return false;
  }
}
