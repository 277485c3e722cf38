import type { BaseReader } from './BaseReader';

/** Commits that are fetched at first, and in the end; more is not looked at. */
const DEPTHS = [16, 128, 1024];

/** A question about commits. */
interface HistoryQuestion {
  /** Where to start. */
  readonly head: string;
  /** Commit to find. */
  readonly target: string;
  /** Commit that is older than the target; nothing is looked for behind it. */
  readonly stop?: string;
}

/**
 * Whether a commit leads to another one, itself included.
 * @returns undefined when it is not among the newest thousand or so
 */
export async function leadsTo(
  reader: BaseReader,
  question: HistoryQuestion,
): Promise<boolean | undefined> {
  if (question.head === question.target) {
    return true;
  }
  for (const depth of DEPTHS) {
    await reader.fetchHistory(question.head, depth);
    const found = await walk(reader, question);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** @returns undefined when the fetched part does not tell */
async function walk(
  reader: BaseReader,
  { head, target, stop }: HistoryQuestion,
): Promise<boolean | undefined> {
  const seen = new Set([head]);
  let isCut = false;
  // A set is walked with what is added to it meanwhile.
  for (const hash of seen) {
    if (hash === target) {
      return true;
    }
    const parents = hash === stop ? [] : await reader.parents(hash);
    isCut ||= parents === undefined;
    parents?.forEach(parent => seen.add(parent));
  }
  return isCut ? undefined : false;
}
