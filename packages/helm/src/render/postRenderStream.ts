import {
  createNode,
  emitDocuments,
  parseDocuments,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import { compareStrings } from '../text/compareStrings';
import { trimSpace } from '../text/trimSpace';
import { isPartial } from '../manifests/sortManifests';

/** Annotation that carries a document's template path through a post-renderer. */
const FILE_ANNOTATION = 'postrenderer.helm.sh/postrender-filename';

/** All rendered files as one YAML stream, each document annotated with its file. */
export function joinForPostRenderer(
  files: ReadonlyMap<string, string>,
): string {
  const documents: YamlNode[] = [];
  for (const path of [...files.keys()].sort(compareStrings)) {
    const text = files.get(path) ?? '';
    if (!isPartial(path) && trimSpace(text) !== '') {
      for (const document of readDocuments(separateMarkers(text))) {
        annotate(document, path);
        documents.push(document);
      }
    }
  }
  return emit(documents);
}

/**
 * The files that a post-rendered stream consists of; documents without a file
 * get a name, with the group's in it.
 */
export function splitPostRendered(
  stream: string,
  group?: string,
): Map<string, string> {
  const made = ['generated-by-postrender', ...(group ? [group] : [])].join('-');
  const byFile = new Map<string, YamlNode[]>();
  readDocuments(stream).forEach((document, index) => {
    const path = takeAnnotation(document) || `${made}-${index}.yaml`;
    byFile.set(path, [...(byFile.get(path) ?? []), document]);
  });
  return new Map(
    [...byFile].map(([path, documents]) => [path, emit(documents)]),
  );
}

function emit(documents: readonly YamlNode[]): string {
  return emitDocuments(documents, { indent: 2, compactSequences: true });
}

function readDocuments(text: string): YamlNode[] {
  return parseDocuments(text).filter(({ content }) => {
    const [root] = content;
    return root?.kind === 'mapping' && root.content.length > 0;
  });
}

/** Puts a line break behind a `---` that a template's trimming glued to the next line. */
function separateMarkers(text: string): string {
  return text.replace(/^---(?=[^\n\r \t])/gm, '---\n');
}

/** As kyaml sets annotations: what is empty goes, and comes last; `metadata` that is text or a list gets none. */
function annotate(document: YamlNode, path: string): void {
  const [root] = document.content;
  if (valueAt(root, 'metadata')?.tag === '!!null') {
    removeKey(root, 'metadata');
  }
  const metadata = child(root, 'metadata');
  if (metadata.kind !== 'mapping') {
    return;
  }
  if (valueAt(metadata, 'annotations')?.content.length === 0) {
    removeKey(metadata, 'annotations');
  }
  const annotations = child(metadata, 'annotations');
  annotations.content.push(scalar(FILE_ANNOTATION), scalar(path));
}

/** What is under a key; a mapping is added when nothing is there. */
function child(mapping: YamlNode, key: string): YamlNode {
  const found = valueAt(mapping, key);
  if (found) {
    return found;
  }
  const created = createNode('mapping');
  mapping.content.push(scalar(key), created);
  return created;
}

function valueAt(mapping: YamlNode, key: string): YamlNode | undefined {
  const { content } = mapping;
  for (let index = 0; index + 1 < content.length; index += 2) {
    if (content[index].value === key) {
      return content[index + 1];
    }
  }
  return undefined;
}

/** Removes the file annotation, and annotations that are empty then. */
function takeAnnotation(document: YamlNode): string {
  const metadata = valueAt(document.content[0], 'metadata');
  const annotations = metadata && valueAt(metadata, 'annotations');
  if (!metadata || !annotations) {
    return '';
  }
  const value = removeKey(annotations, FILE_ANNOTATION);
  if (value && annotations.content.length === 0) {
    removeKey(metadata, 'annotations');
  }
  return value?.value ?? '';
}

function removeKey(mapping: YamlNode, key: string): YamlNode | undefined {
  const index = mapping.content.findIndex(
    (node, position) => position % 2 === 0 && node.value === key,
  );
  return index < 0 ? undefined : mapping.content.splice(index, 2)[1];
}

function scalar(value: string): YamlNode {
  return createNode('scalar', { tag: '!!str', value });
}
