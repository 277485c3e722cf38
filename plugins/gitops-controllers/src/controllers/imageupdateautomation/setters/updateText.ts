import { parseDocument, YamlError } from '@backstage-gitops/go-yaml';
import type { YamlNode } from '@backstage-gitops/go-yaml';
import { fieldOf, identifyObject, isNothing } from './identifyObject';
import { MARKER_TOKEN, readMarker } from './readMarker';
import { lineStartsOf, scalarRange } from './scalarRange';
import { splitDocuments } from './splitDocuments';
import type { Setters, UpdatedText, ValueChange } from './types';
import { writeScalar } from './writeScalar';
import type { Edit } from './writeScalar';

/** What was found in a file so far. */
interface Found {
  readonly edits: Edit[];
  readonly changes: ValueChange[];
}

/** A document of a file. */
interface Document {
  readonly root: YamlNode;
  /** Whether the file has no `---` between documents. */
  readonly isAlone: boolean;
  readonly text: string;
  readonly offset: number;
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * The documents of a text that hold something.
 * @returns undefined where Flux leaves the file alone: it is no YAML, or a
 *   document is no mapping
 */
function readDocuments(text: string): Document[] | undefined {
  const parts = splitDocuments(text);
  if (!parts) return undefined;
  const documents: Document[] = [];
  for (const part of parts) {
    const skipped = part.text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    const content = part.text.slice(skipped);
    const [root] = parseDocument(content)?.content ?? [];
    if (root && !isNothing(root)) {
      if (!isObject(root)) return undefined;
      const offset = part.offset + skipped;
      const isAlone = parts.length === 1;
      documents.push({ root, isAlone, text: content, offset });
    }
  }
  return documents;
}

/** Whether a mapping can be annotated, which Flux does to all. */
function isObject(root: YamlNode): boolean {
  const metadata = fieldOf(root, 'metadata');
  const annotations = fieldOf(metadata, 'annotations');
  const isMapping = (node: YamlNode | undefined) =>
    isNothing(node) || node?.kind === 'mapping';
  return (
    root.kind === 'mapping' && isMapping(metadata) && isMapping(annotations)
  );
}

/** The objects of a document: itself, or the items of a lone List. */
function objectsOf(root: YamlNode, isAlone: boolean): YamlNode[] {
  const kind = fieldOf(root, 'kind')?.value;
  const items = fieldOf(root, 'items');
  const isList = kind === 'List' || kind === 'ResourceList';
  return isAlone && isList && items ? items.content : [root];
}

/** The values below a node, without keys and aliases. */
function* valuesOf(node: YamlNode): Generator<YamlNode> {
  if (node.kind === 'scalar') yield node;
  const step = node.kind === 'mapping' ? 2 : 1;
  for (let at = step - 1; at < node.content.length; at += step) {
    yield* valuesOf(node.content[at]);
  }
}

/** Sets one value, if it is marked. */
function updateValue(
  node: YamlNode,
  { text, lineStarts }: { text: string; lineStarts: readonly number[] },
  setters: Setters,
): { readonly setter: string; readonly edits: Edit[] } | undefined {
  const setter = readMarker(node, setters);
  const value = setter === undefined ? undefined : setters.get(setter);
  if (setter === undefined || value === undefined) return undefined;
  if (node.value === value && isText(node)) return { setter, edits: [] };
  const range = scalarRange(text, lineStarts, node);
  return { setter, edits: writeScalar(text, range, node, value) };
}

function updateDocument(
  { root, isAlone, text, offset }: Document,
  setters: Setters,
): Found {
  const lineStarts = lineStartsOf(text);
  const found: Found = { edits: [], changes: [] };
  for (const object of objectsOf(root, isAlone)) {
    const identity = identifyObject(object);
    for (const node of valuesOf(object)) {
      const updated = updateValue(node, { text, lineStarts }, setters);
      const newValue = updated && setters.get(updated.setter);
      if (updated && newValue !== undefined) {
        const { setter, edits } = updated;
        const oldValue = node.value;
        if (oldValue !== newValue) {
          found.changes.push({ object: identity, oldValue, newValue, setter });
        }
        found.edits.push(...edits.map(edit => moveEdit(edit, offset)));
      }
    }
  }
  return found;
}

function moveEdit({ start, end, text }: Edit, offset: number): Edit {
  return { start: start + offset, end: end + offset, text };
}

/** Whether a value is a text as it stands. */
function isText({ tag }: YamlNode): boolean {
  return !/^!!(?:int|float|bool|null|timestamp|binary|merge)$/.test(tag);
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let at = 0;
  let result = '';
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/**
 * Sets the values that are marked to those of the policies, in the text itself:
 * every other byte stays. A text without a marker, one that is no YAML, and one
 * in which a document is no mapping stays as it is, as in Flux.
 * @param text - YAML, of one or more documents
 */
export function updateText(text: string, setters: Setters): UpdatedText {
  const unchanged = { text, changes: [] };
  if (!text.includes(MARKER_TOKEN)) return unchanged;
  let documents: Document[] | undefined;
  try {
    documents = readDocuments(text);
  } catch (error) {
    if (error instanceof YamlError) return unchanged;
    throw error;
  }
  if (!documents) return unchanged;
  const found = documents.map(document => updateDocument(document, setters));
  const changes = found.flatMap(part => part.changes);
  if (changes.length === 0) return unchanged;
  const edits = found.flatMap(part => part.edits);
  return { text: applyEdits(text, edits), changes };
}
