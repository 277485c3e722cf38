import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { anApplier } from '../__testUtils__/fixtures';
import { KIND_VIEWS, viewOf } from './index';

const SOURCES = join(__dirname, '..');

/** Files that are shipped, but for those of the kinds. */
function* shippedFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isApart = path === __dirname || entry.name === '__testUtils__';
      if (!isApart) yield* shippedFiles(path);
    } else if (!/\.test\.tsx?$/.test(entry.name)) {
      yield path;
    }
  }
}

describe('views of kinds', () => {
  it.each(KIND_VIEWS.map(view => [view.kind, view] as const))(
    '%s: is found by group and kind, and has sections of different ids',
    (kind, view) => {
      const ref = { ...anApplier().ref, group: view.group, kind };
      expect(viewOf({ ref, role: 'source' })).toBe(view);
      const ids = view.sections.map(({ id }) => id);
      expect(ids).not.toHaveLength(0);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it('are for one API group only', () => {
    const [{ kind }] = KIND_VIEWS;
    const ref = { ...anApplier().ref, group: 'kustomize.config.k8s.io', kind };
    expect(KIND_VIEWS).not.toContain(viewOf({ ref, role: 'applier' }));
  });

  it.each([
    ['applier', true],
    ['source', false],
    ['notification', false],
  ] as const)('of unknown kinds: %s has a tree: %p', (role, hasTree) => {
    const ref = { ...anApplier().ref, group: 'example.org', kind: 'Widget' };
    const ids = viewOf({ ref, role }).sections.map(({ id }) => id);
    expect(ids.includes('tree')).toBe(hasTree);
  });

  it('are the only place that names a kind', () => {
    const names = new RegExp(KIND_VIEWS.map(({ kind }) => kind).join('|'));
    const files = [...shippedFiles(SOURCES)];
    expect(files.length).toBeGreaterThan(50);
    const naming = files.filter(file => names.test(readFileSync(file, 'utf8')));
    expect(naming.map(file => relative(SOURCES, file))).toEqual([]);
  });
});
