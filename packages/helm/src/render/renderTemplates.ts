import {
  helmFunctions,
  TemplateSet,
  type Environment,
  type FunctionMap,
  type Limits,
} from '@backstage-gitops/go-template';
import { isPartial } from '../manifests/sortManifests';
import type { Values } from '../values/values';
import type { Renderable } from './collectTemplates';
import { toValuesObject } from './goObjects';
import { parseChartFile } from './parseCache';
import { toExecutionError, toParseError } from './renderError';

/** How templates are executed. */
interface TemplateOptions {
  /** Clock, randomness and cluster reader of the template functions. */
  readonly environment?: Environment;
  /** Bounds of all templates of one chart together. */
  readonly limits?: Partial<Limits>;
  /** A missing key is an error. Default false. */
  readonly isStrict?: boolean;
}

let functions: FunctionMap | undefined;

/**
 * Executes the templates.
 * @returns their output by path, without the partials
 * @throws HelmError - code TEMPLATE
 */
export function renderTemplates(
  templates: readonly Renderable[],
  options: TemplateOptions,
): Map<string, string> {
  const set = parseTemplates(templates, options);
  const rendered = new Map<string, string>();
  for (const { path, scope, basePath } of templates) {
    if (!isPartial(path)) {
      scope.set('Template', templateScope(path, basePath));
      rendered.set(path, execute(set, path, scope));
    }
  }
  return rendered;
}

function parseTemplates(
  templates: readonly Renderable[],
  { environment, limits, isStrict }: TemplateOptions,
): TemplateSet {
  functions ??= helmFunctions();
  const set = new TemplateSet({
    functions,
    missingKey: isStrict ? 'error' : 'zero',
    environment,
    limits,
  });
  for (const { path, file } of templates) {
    try {
      set.add(parseChartFile(file, path, functions));
    } catch (error) {
      throw toParseError(path, error);
    }
  }
  return set;
}

function execute(set: TemplateSet, path: string, scope: Values): string {
  try {
    const output = set.execute(path, toValuesObject(scope));
    return output.includes('<no value>')
      ? output.replaceAll('<no value>', '')
      : output;
  } catch (error) {
    throw toExecutionError(path, error);
  }
}

function templateScope(path: string, basePath: string) {
  return toValuesObject(
    new Map([
      ['Name', path],
      ['BasePath', basePath],
    ]),
  );
}
