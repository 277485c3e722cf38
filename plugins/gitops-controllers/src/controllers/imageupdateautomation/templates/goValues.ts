import {
  goFunction,
  GoMap,
  GoObject,
  GoSlice,
} from '@backstage-gitops/go-template';
import type { GoType, GoValue } from '@backstage-gitops/go-template';
import type { ObjectIdentity } from '../setters';
import { byObject } from './results';
import type { PlainChange } from './results';
import type { ValueChange } from '../setters';
import { MessageTypes } from './types';

/** A Go struct. */
export function goStruct(
  type: GoType,
  fields: Readonly<Record<string, GoValue>>,
): GoObject {
  return new GoObject({ type, fields: new Map(Object.entries(fields)) });
}

/** A method without parameters. */
export function goMethod(read: () => GoValue) {
  return goFunction('', read);
}

/** `types.NamespacedName`, printed as `namespace/name`. */
export function goNamespacedName(namespace: string, name: string): GoObject {
  return new GoObject({
    type: MessageTypes.namespacedName,
    fields: new Map(Object.entries({ Namespace: namespace, Name: name })),
    string: () => `${namespace}/${name}`,
    methods: { String: goMethod(() => `${namespace}/${name}`) },
  });
}

/** `update.Change`. */
function goChange({ oldValue, newValue, setter }: PlainChange) {
  return goStruct(MessageTypes.change, {
    OldValue: oldValue,
    NewValue: newValue,
    Setter: setter,
  });
}

/** `[]update.Change`. */
export function goChanges(changes: readonly PlainChange[]): GoSlice {
  return new GoSlice(MessageTypes.changes, changes.map(goChange));
}

/** `update.ObjectIdentifier`, whose fields are those of the structs in it. */
function goObjectIdentifier({
  apiVersion,
  kind,
  name,
  namespace,
}: ObjectIdentity): GoObject {
  const typeFields = { APIVersion: apiVersion, Kind: kind };
  const nameFields = { Name: name, Namespace: namespace };
  const TypeMeta = goStruct(MessageTypes.typeMeta, typeFields);
  const NameMeta = goStruct(MessageTypes.nameMeta, nameFields);
  const parts = { TypeMeta, NameMeta, ...typeFields, ...nameFields };
  const ResourceIdentifier = new GoObject({
    type: MessageTypes.resourceIdentifier,
    fields: new Map<string, GoValue>(Object.entries(parts)),
    privateFields: () => new Map(Object.entries({ TypeMeta, NameMeta })),
  });
  return new GoObject({
    type: MessageTypes.objectIdentifier,
    fields: new Map<string, GoValue>(
      Object.entries({ ResourceIdentifier, ...parts }),
    ),
    privateFields: () => new Map(Object.entries({ ResourceIdentifier })),
  });
}

/** A map whose keys are objects, with a value made of the changes of each. */
export function goMapByObject(
  type: GoType,
  changes: readonly ValueChange[],
  toValue: (changes: readonly PlainChange[]) => GoValue,
): GoMap {
  const objects = byObject(changes);
  const entries = [...objects].map(
    ([key, object]) => [key, toValue(object.changes)] as const,
  );
  const identifiers = new Map(
    [...objects].map(([key, { object }]) => [key, goObjectIdentifier(object)]),
  );
  return new GoMap(type, entries, false, key => identifiers.get(key) ?? key);
}
