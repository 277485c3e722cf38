import type { Random } from '@backstage-gitops/random';

/** One file of a Kustomization: a ConfigMap. */
interface Item {
  /** Of `metadata.name`, before the prefix. */
  readonly name: string;
  readonly value: string;
}

/** One Kustomization as it should be. */
interface App {
  readonly name: string;
  readonly source: string;
  readonly prefix: string;
  /** Value of the variable `color`. */
  readonly color: string;
  readonly dependsOn: readonly string[];
  readonly items: readonly Item[];
}

/** An object that should be there: live name and data. */
interface Wanted {
  readonly app: string;
  readonly name: string;
  readonly value: string;
  readonly color: string;
}

/** One change of the workload, with words for the log. */
interface Change {
  readonly text: string;
  /** Live objects that somebody deletes or edits by hand. */
  readonly drift?: { readonly name: string; readonly isDeleted: boolean };
}

const COLORS = ['red', 'green', 'blue'];
const MAX_APPS = 6;
const MAX_ITEMS = 6;
const SOURCES = ['one', 'two'] as const;

/**
 * What should stand in the cluster, and how it changes: GitRepositories whose
 * trees hold a folder for each Kustomization. Equal seeds give equal changes.
 */
export class Workload {
  readonly sources: readonly string[] = SOURCES;
  private readonly apps = new Map<string, App>();
  private count = 0;

  constructor(private readonly random: Random) {
    for (let index = 0; index < 4; index++) this.addApp();
  }

  list(): readonly App[] {
    return [...this.apps.values()];
  }

  /** Every object that should be there. */
  wanted(): Wanted[] {
    return this.list().flatMap(({ name, prefix, color, items }) =>
      items.map(item => ({
        app: name,
        name: prefix + item.name,
        value: item.value,
        color,
      })),
    );
  }

  /** Files of a source's tree by path. */
  filesOf(source: string): Record<string, string> {
    const files: Record<string, string> = { 'README.md': source };
    for (const app of this.list().filter(item => item.source === source)) {
      for (const item of app.items) {
        files[`${app.name}/${item.name}.yaml`] = manifest(item);
      }
    }
    return files;
  }

  /** Changes one thing. */
  change(): Change {
    const { random } = this;
    const kind = random.weighted<() => Change>([
      [3, () => this.addItem()],
      [3, () => this.changeItem()],
      [3, () => this.removeItem()],
      [3, () => this.renameItem()],
      [2, () => this.moveItem()],
      [2, () => this.setPrefix()],
      [2, () => this.setColor()],
      [2, () => ({ text: `add Kustomization ${this.addApp()}` })],
      [2, () => this.removeApp()],
      [3, () => this.drift()],
    ]);
    return kind();
  }

  private addApp(): string {
    const { random } = this;
    if (this.apps.size >= MAX_APPS) return 'none';
    const name = `app${this.next()}`;
    const others = [...this.apps.keys()];
    this.apps.set(name, {
      name,
      source: random.pick(SOURCES),
      prefix: '',
      color: random.pick(COLORS),
      dependsOn: random.chance(0.5) ? random.some(others, 0, 2) : [],
      items: random.times(random.between(1, 4), () => this.newItem()),
    });
    return name;
  }

  /** Takes one away that nobody depends on. */
  private removeApp(): Change {
    const needed = new Set(this.list().flatMap(app => app.dependsOn));
    const free = this.list().filter(({ name }) => !needed.has(name));
    if (this.apps.size < 3 || free.length === 0) return this.addItem();
    const { name } = this.random.pick(free);
    this.apps.delete(name);
    return { text: `delete Kustomization ${name}` };
  }

  private addItem(): Change {
    const app = this.random.pick(this.list());
    if (app.items.length >= MAX_ITEMS) return this.removeItem();
    const item = this.newItem();
    this.set(app, { items: [...app.items, item] });
    return { text: `add ${app.name}/${item.name}` };
  }

  private changeItem(): Change {
    return this.replaceItem('change', item => ({
      ...item,
      value: `v${this.next()}`,
    }));
  }

  private renameItem(): Change {
    return this.replaceItem('rename', item => ({
      ...item,
      name: this.newItem().name,
    }));
  }

  private replaceItem(verb: string, change: (item: Item) => Item): Change {
    const app = this.random.pick(this.list());
    const item = this.random.pick(app.items);
    const items = app.items.map(old => (old === item ? change(old) : old));
    this.set(app, { items });
    return { text: `${verb} ${app.name}/${item.name}` };
  }

  private removeItem(): Change {
    const app = this.withSpare();
    if (!app) return this.changeItem();
    const item = this.random.pick(app.items);
    this.set(app, { items: app.items.filter(old => old !== item) });
    return { text: `remove ${app.name}/${item.name}` };
  }

  /** An object changes its owner. */
  private moveItem(): Change {
    const from = this.withSpare();
    const to = this.random.pick(this.list());
    if (!from || from === to || from.prefix !== to.prefix) {
      return this.changeItem();
    }
    const item = this.random.pick(from.items);
    this.set(from, { items: from.items.filter(old => old !== item) });
    this.set(to, { items: [...to.items, item] });
    return { text: `move ${item.name} from ${from.name} to ${to.name}` };
  }

  /** Renames every object of a Kustomization. */
  private setPrefix(): Change {
    const app = this.random.pick(this.list());
    const prefix = app.prefix === '' ? `p${this.next()}-` : '';
    this.set(app, { prefix });
    return { text: `prefix "${prefix}" for ${app.name}` };
  }

  private setColor(): Change {
    const app = this.random.pick(this.list());
    const color = this.random.pick(COLORS);
    this.set(app, { color });
    return { text: `color ${color} for ${app.name}` };
  }

  private drift(): Change {
    const { name } = this.random.pick(this.wanted());
    const isDeleted = this.random.chance(0.5);
    const text = `${isDeleted ? 'delete' : 'edit'} ${name} by hand`;
    return { text, drift: { name, isDeleted } };
  }

  /** One whose folder is not empty without one of its files: Git keeps none. */
  private withSpare(): App | undefined {
    return this.random.pick(this.list().filter(app => app.items.length > 1));
  }

  private set(app: App, change: Partial<App>): void {
    this.apps.set(app.name, { ...app, ...change });
  }

  private newItem(): Item {
    const id = this.next();
    return { name: `o${id}`, value: `v${id}` };
  }

  private next(): number {
    this.count += 1;
    return this.count;
  }
}

function manifest({ name, value }: Item): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  value: ${value}
  color: \${color}
`;
}

const TOOLKIT = 'toolkit.fluxcd.io/v1';

/** The GitRepository of a source. */
export function sourceManifest(namespace: string, name: string, url: string) {
  return {
    apiVersion: `source.${TOOLKIT}`,
    kind: 'GitRepository',
    metadata: { namespace, name },
    spec: { url, interval: '10m', timeout: '20s', ref: { branch: 'main' } },
  };
}

/** The Kustomization of an app. */
export function appManifest(namespace: string, app: App) {
  const { name, source, prefix, color, dependsOn } = app;
  return {
    apiVersion: `kustomize.${TOOLKIT}`,
    kind: 'Kustomization',
    metadata: { namespace, name },
    spec: {
      interval: '10m',
      retryInterval: '1s',
      timeout: '30s',
      path: `./${name}`,
      prune: true,
      targetNamespace: namespace,
      sourceRef: { kind: 'GitRepository', name: source },
      postBuild: { substitute: { color } },
      ...(prefix === '' ? {} : { namePrefix: prefix }),
      ...(dependsOn.length === 0
        ? {}
        : { dependsOn: dependsOn.map(other => ({ name: other })) }),
    },
  };
}
