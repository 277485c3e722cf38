import { GoTemplateError } from '@backstage-gitops/go-template';
import { HelmError, messageOf } from '../errors';

/** What Helm puts around the message of `required` and `fail`. */
const WARNING = /HELM_ERR_START(.*)HELM_ERR_END/s;

/** The error of a template that does not parse, as Helm reports it. */
export function toParseError(path: string, error: unknown): HelmError {
  const tokens = messageOf(error).split(': ');
  const message =
    tokens.length === 1
      ? `parse error in (${path}): ${messageOf(error)}`
      : `parse error at (${tokens[1]}): ${tokens.at(-1)}`;
  return templateError(message, path, error);
}

/** The error of a template that fails, as Helm reports it. */
export function toExecutionError(path: string, error: unknown): HelmError {
  if (!(error instanceof GoTemplateError) || error.isLimit) {
    return templateError(messageOf(error), path, error);
  }
  return templateError(executionMessage(path, error), path, error);
}

function executionMessage(path: string, error: GoTemplateError): string {
  if (error.code !== 'EXECUTE') {
    return error.message;
  }
  const [, location, rest] = splitInThree(error.message);
  if (rest === undefined) {
    return `execution error in (${path}): ${error.message}`;
  }
  const warning = WARNING.exec(rest);
  return warning
    ? `execution error at (${location}): ${warning[1]}`
    : chainMessage(error);
}

function splitInThree(message: string): string[] {
  const [first, second, ...rest] = message.split(': ');
  return rest.length > 0 ? [first, second, rest.join(': ')] : [first, second];
}

/**
 * One paragraph for each error of the chain: where, what was executed, why.
 * Where an error of the chain is not one of a template, Helm gives up and
 * reports the message of the outermost as it is.
 */
function chainMessage(error: GoTemplateError): string {
  const paragraphs: string[] = [];
  let current: unknown = error;
  while (current instanceof Error) {
    const described = describe(current.message);
    if (described === undefined) {
      return error.message;
    }
    if (paragraphs.at(-1) !== described) {
      paragraphs.push(described);
    }
    current = current.cause;
  }
  return paragraphs.join('').trim();
}

const PREFIX = 'template: ';
const NESTED = ' template:';

function describe(message: string): string | undefined {
  if (!message.startsWith(PREFIX)) {
    return undefined;
  }
  const rest = message.slice(PREFIX.length);
  if (rest.startsWith('no template ')) {
    return `${message}\n`;
  }
  return describeExecuting(rest) ?? describeSimple(rest);
}

/** `<where>: executing "<template>" at <<what>>: <why>` */
function describeExecuting(rest: string): string | undefined {
  const matched = /^(.*?): executing "([^"]*)" at <(.*?)>: (.*)$/s.exec(rest);
  if (!matched) {
    return undefined;
  }
  const [, location, template, action, reason] = matched;
  return paragraph(
    location,
    withoutNested(reason),
    `executing "${template}" at <${action}>:`,
  );
}

/** `<where>: <why>` */
function describeSimple(rest: string): string | undefined {
  const split = rest.lastIndexOf(': ');
  return split < 0
    ? undefined
    : paragraph(rest.slice(0, split), withoutNested(rest.slice(split + 2)));
}

function withoutNested(reason: string): string {
  const cut = reason.indexOf(NESTED);
  return cut < 0 ? reason : reason.slice(0, cut);
}

function paragraph(
  location: string,
  reason: string,
  executing?: string,
): string {
  return [
    location && `${location}\n  `,
    executing && `${executing}\n    `,
    reason && `${reason}\n`,
  ]
    .filter(Boolean)
    .join('');
}

function templateError(
  message: string,
  path: string,
  cause: unknown,
): HelmError {
  const at = cause instanceof GoTemplateError ? cause : undefined;
  return new HelmError('TEMPLATE', message, {
    file: at?.file ?? path,
    line: at?.line,
    column: at?.column,
    cause,
  });
}
