import { isObject, JsonObject, KubeObject } from '../json';
import { ObjectService } from '../objects/ObjectService';
import { StoreEvent } from '../storage/History';
import { asController, Controller, requireResource } from './Controllers';

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';
const MANAGER = 'kube-apiserver';

/** Serves custom resources: names accepted, Established, and their objects removed with the definition. */
export class DefinitionController implements Controller {
  readonly name = 'definition-controller';

  constructor(private readonly objects: ObjectService) {}

  keysOf(resource: string, event: StoreEvent): readonly string[] {
    if (resource === DEFINITIONS) {
      if (event.type === 'DELETED') {
        this.objects.registry.removeDefinition(event.object.metadata.name);
        return [];
      }
      if (
        isEstablished(event.object) &&
        !event.object.metadata.deletionTimestamp
      ) {
        this.objects.registry.addDefinition(event.object);
      }
      return [event.object.metadata.name];
    }
    // the last custom object may be what a deleted definition waits for
    return event.type === 'DELETED' ? this.waitingDefinition(resource) : [];
  }

  reconcile(name: string): void {
    const resource = requireResource(
      this.objects,
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
    );
    const definition = this.objects.find(resource, '', name);
    if (!definition) {
      return;
    }
    if (definition.metadata.deletionTimestamp) {
      this.finalize(definition);
      return;
    }
    if (!definition.metadata.finalizers?.includes(CLEANUP)) {
      this.objects.modify(
        resource,
        '',
        name,
        live => ({
          ...live,
          metadata: {
            ...live.metadata,
            finalizers: [...(live.metadata.finalizers ?? []), CLEANUP],
          },
        }),
        asController(MANAGER),
      );
    }
    this.objects.modify(
      resource,
      '',
      name,
      live => ({ ...live, status: this.statusOf(live) }),
      asController(MANAGER, 'status'),
    );
  }

  private waitingDefinition(storageKey: string): readonly string[] {
    const [group, plural] = storageKey.split('/');
    const name = `${plural}.${group}`;
    const definition = this.objects.store.get(DEFINITIONS, '', name);
    return definition?.metadata.deletionTimestamp ? [name] : [];
  }

  private statusOf(definition: KubeObject): JsonObject {
    const status = isObject(definition.status) ? definition.status : {};
    const spec = isObject(definition.spec) ? definition.spec : {};
    const taken = this.objects.registry.nameTaken(definition);
    const accepted = taken
      ? {
          status: 'False',
          reason: 'KindConflict',
          message: `"${taken}" is already in use`,
        }
      : {
          status: 'True',
          reason: 'NoConflicts',
          message: 'no conflicts found',
        };
    const established = taken
      ? {
          status: 'False',
          reason: 'NotAccepted',
          message: 'not all names are accepted',
        }
      : {
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        };
    const conditions = Array.isArray(status.conditions)
      ? status.conditions.filter(isObject)
      : [];
    return {
      ...status,
      acceptedNames: taken ? status.acceptedNames : spec.names,
      conditions: [
        this.condition(conditions, 'NamesAccepted', accepted),
        this.condition(conditions, 'Established', established),
      ],
    };
  }

  private condition(
    known: JsonObject[],
    type: string,
    wanted: JsonObject,
  ): JsonObject {
    const before = known.find(item => item.type === type);
    const isSame = before?.status === wanted.status;
    return {
      type,
      ...wanted,
      lastTransitionTime: isSame
        ? before?.lastTransitionTime
        : this.objects.now(),
    };
  }

  /** Deletes the custom objects, and lets the definition go when none is left. */
  private finalize(definition: KubeObject): void {
    if (!definition.metadata.finalizers?.includes(CLEANUP)) {
      return;
    }
    const [plural, ...group] = definition.metadata.name.split('.');
    const custom = this.objects.registry.findStored(
      `${group.join('.')}/${plural}`,
    );
    const left = custom ? this.objects.list(custom) : [];
    for (const { metadata } of left) {
      if (custom && !metadata.deletionTimestamp) {
        this.objects.delete(custom, metadata.namespace ?? '', metadata.name, {
          dryRun: false,
        });
      }
    }
    if (custom && this.objects.list(custom).length > 0) {
      return;
    }
    const resource = requireResource(
      this.objects,
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
    );
    this.objects.modify(
      resource,
      '',
      definition.metadata.name,
      live => ({
        ...live,
        metadata: {
          ...live.metadata,
          finalizers: (live.metadata.finalizers ?? []).filter(
            item => item !== CLEANUP,
          ),
        },
      }),
      asController(MANAGER),
    );
  }
}

function isEstablished(definition: KubeObject): boolean {
  const status = isObject(definition.status) ? definition.status : {};
  const conditions = Array.isArray(status.conditions)
    ? status.conditions.filter(isObject)
    : [];
  return conditions.some(
    item => item.type === 'Established' && item.status === 'True',
  );
}
