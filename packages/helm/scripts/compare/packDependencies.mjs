import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/**
 * Makes charts complete: a dependency that is not in `charts/` is copied there
 * from another of the given charts (`file://`, else the same name), and what
 * is nowhere at hand is taken out of the list of dependencies.
 */
export class DependencyPacker {
  #decode;
  #byName = new Map();
  #folder = mkdtempSync(join(tmpdir(), 'helm-compare-charts-'));
  #next = 0;
  /** Dependencies that were nowhere at hand. */
  dropped = 0;

  /** @param decode - reads YAML */
  constructor(charts, decode) {
    this.#decode = decode;
    for (const chart of charts) {
      const name = this.#read(join(chart, 'Chart.yaml'))?.name;
      const known = this.#byName.get(name) ?? [];
      this.#byName.set(name, [...known, chart]);
    }
  }

  /** Where copies are; to be removed by the caller at the end. */
  get folder() {
    return this.#folder;
  }

  /** The chart itself where it is complete, else a complete copy. */
  complete(chart) {
    const missing = this.#missing(chart);
    if (missing.length === 0) {
      return chart;
    }
    const copy = join(this.#folder, String(this.#next++), basename(chart));
    this.#pack(chart, copy, 0);
    return copy;
  }

  /** What templates call `.Values` of subcharts: names and folders. */
  subcharts(chart) {
    const folder = join(chart, 'charts');
    const { dependencies } = this.#listed(chart);
    return subfolders(folder).flatMap(sub => {
      const name = this.#read(join(folder, sub, 'Chart.yaml'))?.name;
      const aliases = dependencies
        .filter(item => item?.name === name && item.alias)
        .map(item => item.alias);
      return (aliases.length > 0 ? aliases : [name])
        .filter(Boolean)
        .map(key => ({ key, chart: join(folder, sub) }));
    });
  }

  #pack(chart, copy, depth) {
    mkdirSync(copy, { recursive: true });
    cpSync(chart, copy, { recursive: true, verbatimSymlinks: false });
    const { file, content, dependencies } = this.#listed(copy);
    const missing = new Set(this.#missing(copy).map(item => item.name));
    const kept = dependencies.flatMap(item => {
      if (!missing.has(item.name)) {
        return [item];
      }
      const source = depth < 5 ? this.#source(chart, item) : undefined;
      if (!source) {
        this.dropped++;
        return [];
      }
      const target = join(copy, 'charts', item.name);
      if (!existsSync(target)) {
        this.#pack(source, target, depth + 1);
      }
      return [{ ...item, version: this.#versionOf(source) }];
    });
    if (missing.size > 0) {
      writeFileSync(
        join(copy, file),
        JSON.stringify({ ...content, dependencies: kept }),
      );
    }
  }

  #source(chart, { name, repository }) {
    const local = /^file:\/\/(.*)/.exec(repository ?? '');
    const path = local && resolve(chart, local[1]);
    if (path && existsSync(join(path, 'Chart.yaml'))) {
      return path;
    }
    const known = this.#byName.get(name) ?? [];
    return known.find(other => shareRoot(other, chart)) ?? known[0];
  }

  #versionOf(chart) {
    return String(this.#read(join(chart, 'Chart.yaml')).version);
  }

  #missing(chart) {
    const folder = join(chart, 'charts');
    const packed = existsSync(folder)
      ? readdirSync(folder).filter(name => name.endsWith('.tgz'))
      : [];
    const names = subfolders(folder).map(
      sub => this.#read(join(folder, sub, 'Chart.yaml'))?.name,
    );
    return this.#listed(chart).dependencies.filter(
      item =>
        item?.name &&
        !names.includes(item.name) &&
        !packed.some(file => file.startsWith(`${item.name}-`)),
    );
  }

  #listed(chart) {
    const file = existsSync(join(chart, 'requirements.yaml'))
      ? 'requirements.yaml'
      : 'Chart.yaml';
    const content = this.#read(join(chart, file)) ?? {};
    const { dependencies } = content;
    return {
      file,
      content,
      dependencies: Array.isArray(dependencies) ? dependencies : [],
    };
  }

  /** Undefined for a file that is missing or no YAML: Helm says so itself. */
  #read(file) {
    try {
      return this.#decode(readFileSync(file, 'utf8'));
    } catch {
      return undefined;
    }
  }
}

function subfolders(folder) {
  return existsSync(folder)
    ? readdirSync(folder).filter(name =>
        existsSync(join(folder, name, 'Chart.yaml')),
      )
    : [];
}

/** Whether two charts lie in the same repository: a common parent folder. */
function shareRoot(a, b) {
  return resolve(a, '..') === resolve(b, '..');
}
