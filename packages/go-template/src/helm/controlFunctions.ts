import { GoError } from '../errors';
import { goFunction } from '../values/goFunction';
import type { Definitions } from '../sprig/define';

/** Helm wraps such messages, so that it can find them again in the error of the template. */
function marked(message: string): GoError {
  return new GoError(`HELM_ERR_START${message}HELM_ERR_END`);
}

/** Helm's functions that call templates, stop a rendering or ask the cluster. */
export const controlFunctions: Definitions = {
  include: goFunction(
    'string, any',
    ([name, data], context) => context.include(name as string, data),
    'string',
  ),
  tpl: goFunction(
    'string, any',
    ([text, data], context) => context.executeText(text as string, data),
    'string',
  ),
  required: goFunction('string, any', ([message, value], context) => {
    if (value !== null && value !== undefined && value !== '') {
      return value;
    }
    if (context.environment.lint) {
      return '';
    }
    throw marked(message as string);
  }),
  fail: goFunction(
    'string',
    ([message], context) => {
      if (context.environment.lint) {
        return '';
      }
      throw marked(message as string);
    },
    'string',
  ),
  lookup: goFunction(
    'string, string, string, string',
    ([apiVersion, kind, namespace, name], { environment }) =>
      environment.lookup?.(
        apiVersion as string,
        kind as string,
        namespace as string,
        name as string,
      ) ?? new Map(),
  ),
};
