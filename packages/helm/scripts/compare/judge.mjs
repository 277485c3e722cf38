import { isReordered, isSameShape } from './sameShape.mjs';

/** How often Helm is asked again before a difference counts as one. */
const RUNS = 4;
/** Apart by more than a second, so that a printed time differs too. */
const PAUSE_MS = 400;

/**
 * Compares one command line.
 * @param ask - `{ helm, ours }`, each a function of the words
 * @returns `{ kind, theirs, our }`; kind is `equal`, `shape` (random parts),
 * `order` (Go's random order of maps), or what differs: `crash`, `status`,
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
  }
  return { kind: unstableKind(kind, runs, our), theirs, our };
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

function unstableKind(kind, runs, our) {
  const part = kind === 'output' ? 'stdout' : 'stderr';
  const texts = runs.map(run => run[part]);
  if (texts.every(text => text === texts[0])) {
    return kind;
  }
  if (isSameShape(texts, our[part])) {
    return 'shape';
  }
  return isReordered(texts, our[part]) ? 'order' : kind;
}
