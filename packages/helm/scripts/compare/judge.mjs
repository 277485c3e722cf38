import { hasSameLines, isReordered, isSameShape } from './sameShape.mjs';

/** How often Helm is asked again before a difference counts as one. */
const RUNS = 5;
/** The last run is more than a second later, so that a printed time differs. */
const PAUSE_MS = 300;

/**
 * Compares one command line.
 * @param ask - `{ helm, ours }`, each a function of the words
 * @returns `{ kind, theirs, our }`; kind is `equal`, `shape` (random parts),
 * `order` (Go's random order of maps), `network` (both miss it), or what differs: `crash`, `status`,
 * `output`, `error-text`
 */
export async function judge(words, { helm, ours }) {
  const [theirs, our] = [await helm(words), await ours(words)];
  const kind = compare(theirs, our);
  if (kind === 'equal' || kind === 'crash' || kind === 'status') {
    return { kind, theirs, our };
  }
  const runs = [theirs];
  while (runs.length < RUNS) {
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    const again = await helm(words);
    if (compare(again, our) === 'equal') {
      return { kind: 'order', theirs, our };
    }
    runs.push(again);
    const explained = explain(kind, runs, our);
    if (explained) {
      return { kind: explained, theirs, our };
    }
  }
  return { kind: needsNetwork(theirs, our) ? 'network' : kind, theirs, our };
}

function compare(theirs, our) {
  if (our.status === 'crashed') {
    return 'crash';
  }
  if (theirs.status !== our.status) {
    return 'status';
  }
  if (theirs.stdout !== our.stdout) {
    return 'output';
  }
  return theirs.status === 0 || theirs.stderr === our.stderr
    ? 'equal'
    : 'error-text';
}

/** Why a difference is none: runs of Helm itself differ in the same way. */
function explain(kind, runs, our) {
  const part = kind === 'output' ? 'stdout' : 'stderr';
  const texts = runs.map(run => run[part]);
  if (isSchemaFault(our.stderr) && hasSameLines(texts[0], our[part])) {
    return 'order';
  }
  if (texts.every(text => text === texts[0])) {
    return undefined;
  }
  if (isSameShape(texts, our[part])) {
    return 'shape';
  }
  return isReordered(texts, our[part]) ? 'order' : undefined;
}

/** Helm lists the faults of a schema in the random order of Go's maps. */
function isSchemaFault(text) {
  return text.includes('specifications of the schema');
}

/** A schema behind a URL, with no network to fetch it. */
function needsNetwork(theirs, our) {
  const problem = /failing loading "[^"]+": /;
  return (
    /HTTP request failed for/.test(theirs.stderr) &&
    problem.exec(theirs.stderr)?.[0] === problem.exec(our.stderr)?.[0]
  );
}
