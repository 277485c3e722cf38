/**
 * Finds import cycles between the TypeScript files of the packages.
 *
 * `import type`, `export type` and imports whose every name is marked `type`
 * vanish at run time: a cycle that needs one of them is counted apart and
 * allowed. `import()` counts like a static import.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const SKIPPED = new Set(['node_modules', 'dist', 'dist-types', 'testdata']);
const SUFFIXES = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

/**
 * Import cycles of a repository, each as the sorted paths of the files that
 * reach one another.
 * @param root - folder whose `groups` hold the packages
 * @param groups - folders of packages, e.g. `packages`
 * @returns `cycles` of imports that stay at run time; `typeOnly`: number of
 * further cycles that close only through type imports
 */
export function findImportCycles(root, groups) {
  const packages = listPackages(root, groups);
  const graph = new Map();
  for (const { dir } of packages) {
    for (const file of listSources(dir)) {
      graph.set(file, readImports(file, packages));
    }
  }
  const cycles = components(graph, edge => !edge.isType);
  const all = components(graph, () => true);
  const known = new Set(cycles.flat());
  return {
    cycles: cycles.map(files => files.map(file => relative(root, file)).sort()),
    typeOnly: all.filter(files => !files.some(file => known.has(file))).length,
  };
}

/** Folder, name and package.json of each package. */
export function listPackages(root, groups) {
  return groups.flatMap(group =>
    readdirSync(join(root, group))
      .map(name => join(root, group, name))
      .filter(dir => existsSync(join(dir, 'package.json')))
      .map(dir => {
        const manifest = JSON.parse(
          readFileSync(join(dir, 'package.json'), 'utf8'),
        );
        return { dir, name: manifest.name, manifest };
      }),
  );
}

function listSources(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap(entry => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      return SKIPPED.has(entry.name) ? [] : listSources(path);
    }
    return /(?<!\.d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Files of ours that a file imports: `{ file, isType }`. */
function readImports(path, packages) {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    false,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const edges = [];
  const add = (specifier, isType) => {
    const file = resolve(path, specifier, packages);
    if (file) edges.push({ file, isType });
  };
  const visit = node => {
    if (isImportOrExport(node))
      add(node.moduleSpecifier.text, isTypeOnly(node));
    if (isDynamicImport(node)) add(node.arguments[0].text, false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edges;
}

const isImportOrExport = node =>
  (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
  node.moduleSpecifier !== undefined;

const isDynamicImport = node =>
  ts.isCallExpression(node) &&
  node.expression.kind === ts.SyntaxKind.ImportKeyword &&
  ts.isStringLiteralLike(node.arguments[0]);

function isTypeOnly(node) {
  if (ts.isExportDeclaration(node)) {
    return node.isTypeOnly || areAllTypes(node.exportClause?.elements);
  }
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  return !clause.name && areAllTypes(clause.namedBindings?.elements);
}

const areAllTypes = names =>
  names !== undefined && names.length > 0 && names.every(n => n.isTypeOnly);

/** The file that a specifier names, if it is one of ours. */
function resolve(from, specifier, packages) {
  if (specifier.startsWith('.')) {
    return findFile(join(dirname(from), specifier));
  }
  const owner = packages.find(
    ({ name }) => specifier === name || specifier.startsWith(`${name}/`),
  );
  if (!owner) return undefined;
  const rest = specifier.slice(owner.name.length);
  return findFile(join(owner.dir, 'src', rest)) ?? findFile(owner.dir + rest);
}

const findFile = path =>
  SUFFIXES.map(suffix => path + suffix).find(
    file => existsSync(file) && statSync(file).isFile(),
  );

/**
 * Strongly connected components of more than one file, and files that import
 * themselves (Tarjan's algorithm).
 */
function components(graph, follows) {
  const state = new Map();
  const stack = [];
  const found = [];
  const visit = file => {
    const own = { index: state.size, low: state.size, onStack: true };
    state.set(file, own);
    stack.push(file);
    const targets = (graph.get(file) ?? []).filter(follows);
    for (const { file: target } of targets) {
      if (!state.has(target)) visit(target);
      const other = state.get(target);
      if (other.onStack) own.low = Math.min(own.low, other.low);
    }
    if (own.low < own.index) return;
    const members = stack.splice(stack.indexOf(file));
    for (const member of members) state.get(member).onStack = false;
    const importsItself = targets.some(edge => edge.file === file);
    if (members.length > 1 || importsItself) found.push(members);
  };
  for (const file of graph.keys()) if (!state.has(file)) visit(file);
  return found;
}
