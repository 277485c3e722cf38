import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const FOLDERS = ['packages', 'plugins', 'test'];
const SKIPPED = new Set(['node_modules', 'dist', 'testdata']);
const CONFORMANCE = 'test/conformance/';
/** What a test imports that runs against the embedded API server. */
const EMBEDDED =
  /startDevCluster|startKustomizations|GitRepositoryEnvironment|SourceTestEnvironment|HostEnvironment|HelmReleaseEnvironment|PrerequisitesEnvironment|startTestCluster/;
/** A text that begins with numbers of statements. */
const NAME =
  /(['"`])((?:(?:CM|SC|KS|HR|NC|IM|DB|TR|MT)-\d+[a-z]? )+)((?:\\.|(?!\1).)+)\1/gs;

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else yield path;
  }
}

const isCaseFile = path =>
  path.startsWith(CONFORMANCE)
    ? path.endsWith('.ts')
    : /\.test\.tsx?$/.test(path);

function serversOf(path, text) {
  if (path.startsWith(CONFORMANCE)) return 'embedded, real';
  return EMBEDDED.test(text) ? 'embedded' : 'none';
}

/** What is left of a name without its numbers, as text. */
const textOf = name =>
  name
    .replace(/\\(.)/g, '$1')
    .replace(/\$\{[^}]*\}|%[a-z]/g, '…')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * @param root - the repository
 * @returns cases in the order of their files: numbers, text, file and servers
 */
export function findCases(root) {
  const files = FOLDERS.flatMap(folder => [...filesIn(join(root, folder))])
    .map(path => relative(root, path).split(sep).join('/'))
    .filter(isCaseFile)
    .sort();
  return files.flatMap(file => {
    const source = readFileSync(join(root, file), 'utf8');
    return [...source.matchAll(NAME)].map(([, , numbers, text]) => ({
      numbers: numbers.trim().split(' '),
      text: textOf(text),
      file,
      servers: serversOf(file, source),
    }));
  });
}
