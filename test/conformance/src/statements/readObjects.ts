import type { ApiObject } from '../Api';
import { expectEqual } from '../expect';

/** A condition as cases compare it. */
type SeenCondition = readonly [
  type: string,
  status: string,
  reason: string,
  message: string,
];

/** An event as cases compare it. */
export interface SeenEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly object: ApiObject;
}

/** The condition Ready. */
export function readyOf(object: ApiObject): ApiObject | undefined {
  return object.status?.conditions?.find(
    ({ type }: ApiObject) => type === 'Ready',
  );
}

/** Type, status, reason and message of all conditions, in their order. */
export function conditionsOf(object: ApiObject): SeenCondition[] {
  return (object.status?.conditions ?? []).map(
    ({ type, status, reason, message }: ApiObject) => [
      type,
      status,
      reason,
      message,
    ],
  );
}

/** Throws unless Ready is False with this reason and message. */
export function expectFailure(
  object: ApiObject,
  reason: string,
  message: string | RegExp,
): void {
  const ready = readyOf(object);
  const actual: string = ready?.message ?? '';
  const isRight =
    typeof message === 'string' ? actual === message : message.test(actual);
  expectEqual([ready?.status, ready?.reason], ['False', reason], actual);
  if (!isRight) {
    expectEqual(actual, String(message), `message of ${reason}`);
  }
}

/** How often an event was told whose message begins with a text; equal ones are one object. */
export function countOf(events: readonly SeenEvent[], start: string): number {
  return events
    .filter(({ message }) => message.startsWith(start))
    .reduce((sum, { object }) => sum + ((object.count as number) ?? 1), 0);
}

/** Ids of the inventory. */
export function inventoryOf(object: ApiObject): string[] {
  const entries: ApiObject[] = object.status?.inventory?.entries ?? [];
  return entries.map(({ id }) => id);
}

/** A ConfigMap's manifest. @param more - further lines of `metadata` */
export function configMap(name: string, value = 'x', more = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  key: ${value}\n`;
}
