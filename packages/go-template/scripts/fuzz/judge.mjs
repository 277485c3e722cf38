import { askOracle } from '../oracle.mjs';

/** Bytes that are not UTF-8 come out of Go's JSON as U+FFFD. */
const LONE_SURROGATE =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const shown = text => text?.replace(LONE_SURROGATE, '\ufffd');

/** Compares our answers with those of the Go program. */
export class Judge {
  constructor(program, { runCase, functions }) {
    this.program = program;
    this.runCase = runCase;
    this.functions = functions;
  }

  /** Go's answers, undefined where it ran out of time. */
  ask(cases) {
    const answers = [];
    while (answers.length < cases.length) {
      answers.push(...askOracle(this.program, cases.slice(answers.length)));
      if (answers.length < cases.length) answers.push(undefined);
    }
    return answers;
  }

  ours(request) {
    try {
      const { output, error, bytes } = this.runCase(
        request,
        this.functions,
        Date.now,
      );
      return { output: shown(output), error: shown(error), bytes };
    } catch (error) {
      return { crashed: String(error?.stack ?? error) };
    }
  }

  /** Whether Go answers this one otherwise than we do, and the same twice. */
  differs(request) {
    const [first] = this.ask([request]);
    const [second] = this.ask([request]);
    if (!first || !second || !isSame(first, second)) return false;
    return !isSame(first, this.ours(request));
  }
}

const GO_TOO_DEEP = /exceeded maximum template depth/;
const TOO_DEEP = /^template execution stopped: .* too deeply$/;

/**
 * True for equal outputs, bytes that are not UTF-8 included, or equal errors.
 * Endless recursion ends here at the depth of the JavaScript stack, with an
 * error of our own, and in Go at 100,000 levels.
 */
export function isSame(theirs, ours) {
  if (GO_TOO_DEEP.test(theirs.error)) return TOO_DEEP.test(ours.error);
  return (
    ours.crashed === undefined &&
    theirs.output === ours.output &&
    theirs.error === ours.error &&
    theirs.bytes === ours.bytes
  );
}
