import {
  sprigFunctions,
  TemplateSet,
  type Environment,
} from '@backstage-gitops/go-template';
import { HelmError, messageOf } from '../errors';

/** What a release may be named by; the first that is not empty counts. */
export interface NameSource {
  /** Text of `--name-template`, a Go template without data. */
  readonly template: string;
  readonly name: string;
  /** Chart for a made-up name: `<chart>-<seconds since 1970>`. */
  readonly chart: string;
}

/**
 * The name of a release.
 * @throws HelmError - code RELEASE_NAME: the template does not parse or fails
 */
export function toReleaseName(
  { template, name, chart }: NameSource,
  environment: Environment = {},
): string {
  if (template !== '') {
    return executeNameTemplate(template, environment);
  }
  const seconds = Math.floor((environment.now?.() ?? 0) / 1000);
  return name || `${chart}-${seconds}`;
}

function executeNameTemplate(
  template: string,
  environment: Environment,
): string {
  const set = new TemplateSet({
    name: 'name-template',
    functions: sprigFunctions(),
    environment,
  });
  try {
    set.parse('name-template', template);
    return set.execute('name-template', null);
  } catch (error) {
    throw new HelmError('RELEASE_NAME', messageOf(error), { cause: error });
  }
}
