import type { ImagePolicySpec } from '@backstage-gitops/plugin-gitops-common';
import { Turns } from '../../../database/Turns';
import { filterOf } from './filterTags';
import { orderOf } from './orderOf';
import { TagError } from './TagOrder';

/** What decides on a tag. */
type PolicySpec = Pick<ImagePolicySpec, 'filterTags' | 'policy'>;

/** Chooses a tag. */
type ChooseTag = (
  tags: readonly string[],
  signal: AbortSignal,
) => Promise<string>;

/** The error of Flux for tags that leave nothing to choose. */
function nothingFound(isEmpty: boolean): TagError {
  return isEmpty
    ? new TagError('no-tags', 'version list argument cannot be empty')
    : new TagError(
        'no-match',
        'unable to determine latest version from provided list',
      );
}

/**
 * Reads a policy. What it returns chooses among tags in descending order, in
 * turns with other work; it rejects with TagError where there is none to
 * choose. Of tags whose extracts are the same the last is chosen.
 * @throws InvalidPolicyError - order, range or pattern can't be used
 * @see Flux: image-reflector-controller, docs/spec/v1/imagepolicies.md
 */
export function readPolicy({ filterTags, policy }: PolicySpec): ChooseTag {
  orderOf(policy);
  let read: ReturnType<typeof filterOf> | undefined;
  return async (tags, signal) => {
    // A pattern is read after tags have been found, as in Flux.
    read ??= filterOf(filterTags);
    const order = orderOf(policy);
    let isEmpty = true;
    let best: { text: string; tag: string } | undefined;
    const turns = new Turns(signal);
    for (const tag of tags) {
      if (turns.isOver) await turns.next();
      const text = read(tag);
      if (text === undefined) continue;
      isEmpty = false;
      if (order.isBetter(text, best?.text) || text === best?.text) {
        best = { text, tag };
      }
    }
    if (best) return best.tag;
    throw nothingFound(isEmpty);
  };
}
