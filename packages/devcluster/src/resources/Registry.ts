import { KubeObject } from '../json';
import { builtinResources } from './builtinResources';
import {
  compareVersions,
  customResources,
  DefinitionSpec,
} from './customResources';
import { groupVersion, Resource } from './Resource';

/** One API group with its versions, preferred first. */
export interface ApiGroup {
  readonly name: string;
  readonly versions: readonly ApiVersion[];
}

export interface ApiVersion {
  readonly version: string;
  readonly resources: readonly Resource[];
}

/** What the server serves: the built-in resources and those of the established definitions. */
export class Registry {
  private readonly builtin = builtinResources();
  private readonly custom = new Map<string, Resource[]>();
  private byPath = index(this.builtin);
  private changes = 0;

  /** Grows with every change of a definition: what is derived from the registry is cached by it. */
  get revision(): number {
    return this.changes;
  }

  /** A resource by group, version and plural name. */
  find(group: string, version: string, plural: string): Resource | undefined {
    return this.byPath.get(`${group}/${version}/${plural}`);
  }

  /** A resource by kind. */
  findKind(apiVersion: string, kind: string): Resource | undefined {
    return this.all().find(
      item => groupVersion(item) === apiVersion && item.kind === kind,
    );
  }

  /** The resources of one group version; none when it is not served. */
  inGroupVersion(group: string, version: string): Resource[] {
    return this.all().filter(
      item => item.group === group && item.version === version,
    );
  }

  /** Any served version of what is stored under a key. */
  findStored(storageKey: string): Resource | undefined {
    return this.all().find(item => item.storageKey === storageKey);
  }

  all(): Resource[] {
    return [...this.builtin, ...[...this.custom.values()].flat()];
  }

  /** One resource per storage key: what holds objects. */
  stored(): Resource[] {
    const byKey = new Map<string, Resource>();
    for (const resource of this.all()) {
      if (!byKey.has(resource.storageKey)) {
        byKey.set(resource.storageKey, resource);
      }
    }
    return [...byKey.values()];
  }

  /** Starts serving (a new version of) a definition. */
  addDefinition(definition: KubeObject): void {
    this.custom.set(definition.metadata.name, customResources(definition));
    this.reindex();
  }

  removeDefinition(name: string): void {
    this.custom.delete(name);
    this.reindex();
  }

  /** The groups besides the core one, built-in groups first, then custom ones by name. */
  groups(): ApiGroup[] {
    const groups = new Map<string, Map<string, Resource[]>>();
    const customs = [...this.custom.values()]
      .flat()
      .sort((a, b) => (a.group < b.group ? -1 : 1));
    for (const resource of [...this.builtin, ...customs]) {
      if (!resource.group) {
        continue;
      }
      const versions =
        groups.get(resource.group) ?? new Map<string, Resource[]>();
      groups.set(resource.group, versions);
      versions.set(resource.version, [
        ...(versions.get(resource.version) ?? []),
        resource,
      ]);
    }
    return [...groups].map(([name, versions]) => ({
      name,
      versions: [...versions]
        .map(([version, resources]) => ({ version, resources }))
        .sort((a, b) => compareVersions(a.version, b.version)),
    }));
  }

  /** The resources of the core group. */
  core(): Resource[] {
    return this.builtin.filter(({ group }) => group === '');
  }

  /** Whether another definition already uses one of the names in the group. */
  nameTaken(definition: KubeObject): string | undefined {
    const spec = definition.spec as unknown as DefinitionSpec;
    const rival = this.all().find(
      item =>
        item.group === spec.group &&
        item.kind === spec.names.kind &&
        item.storageKey !== `${spec.group}/${spec.names.plural}`,
    );
    return rival?.kind;
  }

  private reindex(): void {
    this.changes += 1;
    this.byPath = index(this.all());
  }
}

function index(resources: readonly Resource[]): Map<string, Resource> {
  return new Map(
    resources.map(item => [
      `${item.group}/${item.version}/${item.plural}`,
      item,
    ]),
  );
}
