import type { GoValue, LookupReader } from '@backstage-gitops/go-template';
import type { KubeClient } from '@backstage-gitops/kube';
import { forEachLimited } from '@backstage-gitops/kube';
import { readLookup, type LookupQuery } from './readLookup';

/** Bounds on what the templates of one chart may ask of the cluster. */
const MAX_ROUNDS = 50;
const MAX_LOOKUPS = 5_000;
const CONCURRENCY = 8;

/** What is known of one query. */
interface Answer {
  readonly value?: GoValue;
  readonly error?: unknown;
}

/**
 * Runs a rendering whose `lookup` cannot wait: a query without an answer gives
 * an empty map at first; when the rendering ends (well or not), all such
 * queries are asked and it begins anew, until nothing new is asked.
 * @throws Error - what the rendering throws once all its queries are answered,
 *   or that it asks new ones in each of 50 rounds
 */
export async function renderWithLookup<T>(
  client: KubeClient,
  signal: AbortSignal,
  render: (lookup: LookupReader) => T,
): Promise<T> {
  const answers = new Map<string, Answer>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const open = new Map<string, LookupQuery>();
    const result = attempt(() => render(createReader(answers, open)));
    if (open.size === 0) return result();
    if (answers.size + open.size > MAX_LOOKUPS) break;
    await forEachLimited([...open], CONCURRENCY, async ([key, query]) => {
      answers.set(key, await ask(client, query, signal));
    });
    signal.throwIfAborted();
  }
  throw new Error(
    `lookup: the templates ask the cluster for something else each time they are rendered (${MAX_ROUNDS} times, ${MAX_LOOKUPS} questions at most)`,
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

function createReader(
  answers: ReadonlyMap<string, Answer>,
  open: Map<string, LookupQuery>,
): LookupReader {
  return (apiVersion, kind, namespace, name) => {
    const key = JSON.stringify([apiVersion, kind, namespace, name]);
    const answer = answers.get(key);
    if (!answer) {
      open.set(key, { apiVersion, kind, namespace, name });
      return new Map();
    }
    if (answer.error) throw answer.error;
    return answer.value ?? new Map();
  };
}

async function ask(
  client: KubeClient,
  query: LookupQuery,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return { value: await readLookup(client, query, signal) };
  } catch (error) {
    return { error };
  }
}
