import type { ActionContext, LogLine } from './actions/types';
import type { Resource } from './resources/resource';

type Attributes = NonNullable<LogLine['attributes']>;

/** Logs what only `--debug`, or the events of a failure in Flux, show. */
export function logDebug(
  { log }: Pick<ActionContext, 'log'>,
  message: string,
  attributes?: Attributes,
): void {
  log?.({ level: 'debug', message, attributes });
}

/** Logs a failure that ends the action. */
export function logError(
  { log }: Pick<ActionContext, 'log'>,
  message: string,
  attributes?: Attributes,
): void {
  log?.({ level: 'error', message, attributes });
}

/** Attributes of lines about an object that is deleted or missing. */
export function kindAttributes({ namespace, name, mapping }: Resource) {
  return { namespace, name, kind: mapping.kind };
}

/** Attributes of lines about an object that is applied; `gvk` as Go prints it. */
export function gvkAttributes({ namespace, name, mapping }: Resource) {
  const { group, version, kind } = mapping;
  return { namespace, name, gvk: `${group}/${version}, Kind=${kind}` };
}
