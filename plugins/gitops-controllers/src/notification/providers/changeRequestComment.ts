import type { FluxEvent } from '../FluxEvent';
import { ProviderError } from './ProviderError';
import type { ProviderSettings } from './ProviderType';
import { statusMarkdown } from './statusMarkdown';

/** A comment on a pull or merge request: one for each Provider and object. */
interface ChangeRequestComment {
  readonly number: number;
  /** HTML comment in the body by which the comment is found again. */
  readonly marker: string;
  readonly body: string;
}

/** A comment that is there already. */
interface KnownComment {
  readonly id: unknown;
  readonly author: unknown;
  readonly body: unknown;
}

/** @throws ProviderError - `event`: it names no pull or merge request */
function numberOf({ metadata = {} }: FluxEvent): number {
  const text = metadata.change_request;
  if (text === undefined) {
    throw new ProviderError('event', 'missing "change_request" metadata key');
  }
  const number = Number(text);
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new ProviderError(
    'event',
    `invalid "change_request" metadata value "${text}"`,
  );
}

/**
 * @param prefix - of the marker: `flux-pr-comment-key`
 * @throws ProviderError - `event`: it names no pull or merge request
 */
export function toComment(
  event: FluxEvent,
  settings: ProviderSettings,
  prefix: string,
): ChangeRequestComment {
  const { kind, name = '', namespace = '' } = event.involvedObject;
  const key = [settings.uid, kind, namespace, name].join('/');
  const marker = `<!-- ${prefix}:${key} -->`;
  const body = `${marker}\n\n${statusMarkdown(event)}`;
  return { number: numberOf(event), marker, body };
}

/** @returns the id of the author's own comment with the marker */
export function findComment(
  comments: readonly KnownComment[],
  author: unknown,
  { marker }: ChangeRequestComment,
): string | undefined {
  const found = comments.find(
    comment =>
      comment.author === author &&
      typeof comment.body === 'string' &&
      comment.body.includes(marker) &&
      typeof comment.id === 'number',
  );
  return found && String(found.id);
}
