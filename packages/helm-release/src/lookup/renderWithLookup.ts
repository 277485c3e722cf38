import type { LookupReader } from '@backstage-gitops/go-template';
import { forEachLimited, type KubeClient } from '@backstage-gitops/kube';
import {
  readLookup,
  toLookupValue,
  type LookupAnswer,
  type LookupQuery,
} from './readLookup';

/** Bounds on what the templates of one chart may ask of the cluster. */
const MAX_ROUNDS = 50;
const MAX_LOOKUPS = 5_000;
const CONCURRENCY = 8;

/** Answers by the key of their query. Plain data, for a worker. */
export type LookupAnswers = ReadonlyMap<string, LookupAnswer>;

/** One rendering, and what it has asked that was not known. */
export interface LookupRound<T> {
  readonly asked: LookupQueries;
  /** Gives what was rendered, or throws what the rendering threw. */
  readonly result: () => T;
}

/** Queries by their key. Plain data, for a worker. */
export type LookupQueries = ReadonlyMap<string, LookupQuery>;

/**
 * Renders with a `lookup` that cannot wait: a query without an answer gives an
 * empty map at first; when the rendering ends (well or not), all such queries
 * are asked and it begins anew, until nothing new is asked.
 * @param render - one rendering with what is known; it may be in another thread
 * @throws Error - what the rendering throws once all its queries are answered,
 *   or that it asks new ones in each of 50 rounds; the reason of the signal
 */
export async function renderInRounds<T>(
  client: KubeClient,
  signal: AbortSignal,
  render: (answers: LookupAnswers) => Promise<LookupRound<T>>,
): Promise<T> {
  const answers = new Map<string, LookupAnswer>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { asked, result } = await render(answers);
    if (asked.size === 0) return result();
    if (answers.size + asked.size > MAX_LOOKUPS) break;
    await forEachLimited([...asked], CONCURRENCY, async ([key, query]) => {
      answers.set(key, await readLookup(client, query, signal));
    });
    signal.throwIfAborted();
  }
  throw new Error(
    `lookup: the templates ask the cluster for something else each time they are rendered (${MAX_ROUNDS} times, ${MAX_LOOKUPS} questions at most)`,
  );
}

/** Renders once with what is known. */
export function renderRound<T>(
  answers: LookupAnswers,
  render: (lookup: LookupReader) => T,
): LookupRound<T> {
  const asked = new Map<string, LookupQuery>();
  const lookup: LookupReader = (apiVersion, kind, namespace, name) => {
    const key = JSON.stringify([apiVersion, kind, namespace, name]);
    const answer = answers.get(key);
    if (answer) return toLookupValue(answer);
    asked.set(key, { apiVersion, kind, namespace, name });
    return new Map();
  };
  return { asked, result: attempt(() => render(lookup)) };
}

/** Renders in the calling thread, see {@link renderInRounds}. */
export async function renderWithLookup<T>(
  client: KubeClient,
  signal: AbortSignal,
  render: (lookup: LookupReader) => T,
): Promise<T> {
  return renderInRounds(client, signal, async answers =>
    renderRound(answers, render),
  );
}

/** A result that is given, or thrown, later. */
function attempt<T>(step: () => T): () => T {
  try {
    const value = step();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
