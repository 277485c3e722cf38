import { describeId, idKey } from '@backstage-gitops/kustomize';
import type { Resource, ResourceId } from '@backstage-gitops/kustomize';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { BuildError } from './BuildError';

/** Identities of the objects of a build, kept apart while steps change them. */
export class UniqueIds {
  readonly #current: ResourceId[];
  /** Identity → positions that have it now. */
  readonly #positions = new Map<string, Set<number>>();

  constructor(private readonly resources: readonly Resource[]) {
    this.#current = resources.map(resource => resource.currentId);
    this.#current.forEach((id, position) => this.#add(id, position));
  }

  /**
   * Takes the identity of an object after a step.
   * @param object - what has become of the resource at the position
   * @throws BuildError - another object has that identity
   */
  update(position: number, object: UnstructuredObject): void {
    const id = this.resources[position].identityAs({
      apiVersion: object.apiVersion,
      kind: object.kind,
      name: object.metadata.name ?? '',
      namespace: object.metadata.namespace ?? '',
    });
    this.#positions.get(idKey(this.#current[position]))?.delete(position);
    this.#current[position] = id;
    const holders = this.#add(id, position);
    if (holders.size === 1) return;
    const names = [...holders]
      .sort((a, b) => a - b)
      .map(holder => describeId(this.resources[holder].currentId));
    throw new BuildError(
      'build',
      `in Replace: id matched ${holders.size} resources: ${names.join(
        ' and ',
      )} both become ${describeId(id)}; give one of them another name`,
    );
  }

  #add(id: ResourceId, position: number): Set<number> {
    const key = idKey(id);
    const holders = this.#positions.get(key) ?? new Set<number>();
    this.#positions.set(key, holders.add(position));
    return holders;
  }
}
