import { checkVariableNames, substitute } from '@backstage-gitops/envsubst';
import { decode } from '@backstage-gitops/go-yaml';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { SUBSTITUTE_ANNOTATION } from '@backstage-gitops/plugin-gitops-common';
import { BuildError } from './BuildError';
import type { Substitution } from './request';

function isDisabled(object: UnstructuredObject): boolean {
  const { labels, annotations } = object.metadata;
  return [labels, annotations].some(
    map => map?.[SUBSTITUTE_ANNOTATION] === 'disabled',
  );
}

/** Values as they are put into text: without line breaks. */
function singleLine(
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replaceAll('\n', ''),
    ]),
  );
}

/**
 * Replaces `${…}` in an object's YAML.
 * @param yaml - the object as text
 * @param name - how messages call it, such as `ConfigMap.v1.[noGrp]/settings`
 * @returns the new text; undefined when the object opts out or nothing changed
 * @throws BuildError - a variable is missing or an expression is wrong
 */
export function substituteResource(
  object: UnstructuredObject,
  yaml: string,
  substitution: Substitution,
  name: string,
): string | undefined {
  if (isDisabled(object)) return undefined;
  const fail = (why: string, cause: unknown) =>
    new BuildError('build', `post build failed for '${name}': ${why}`, {
      cause,
    });
  const textOf = (error: unknown) =>
    error instanceof Error ? error.message : String(error);
  if (substitution.failure) throw fail(substitution.failure, undefined);
  const variables = singleLine(substitution.variables);
  try {
    checkVariableNames(Object.keys(variables));
  } catch (cause) {
    throw fail(`envsubst error: ${textOf(cause)}`, cause);
  }
  let result: string;
  try {
    result = substitute(yaml, variables, { strict: substitution.strict });
  } catch (cause) {
    throw fail(
      `envsubst error: variable substitution failed: ${textOf(cause)}`,
      cause,
    );
  }
  if (result === yaml) return undefined;
  try {
    decode(result, { dialect: 'sigs' });
  } catch (cause) {
    const why = textOf(cause).replace(/^error converting YAML to JSON: /, '');
    throw fail(`envsubst error: YAMLToJSON: ${why}`, cause);
  }
  return result;
}
