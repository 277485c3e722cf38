import { GoError, GoTemplateError } from '../errors';
import type { Frame } from '../exec/frame';
import type { Node } from '../parse/nodes';
import type { GoFunction } from '../values/goFunction';
import type { GoValue } from '../values/goValue';
import { validateType } from './assign';
import type { CallArguments } from './fields';
import { Final, NO_FINAL } from './types';

/** One call: its name and node for messages, and what is passed. */
interface Call {
  readonly name: string;
  readonly node: Node;
  readonly args: CallArguments;
  readonly final: Final;
}

/** Texts cost steps, so that long ones can't be worked on for ever. */
const CHARACTERS_PER_STEP = 64;

/** Evaluates the arguments in Go's order and calls the function. */
export function callFunction(
  frame: Frame,
  target: GoFunction,
  call: Call,
): GoValue {
  checkCount(frame, target, call);
  return invoke(frame, target, call, evaluateArguments(frame, target, call));
}

/** Calls with values already checked; an error gets Go's `error calling x:`. */
function invoke(
  frame: Frame,
  target: GoFunction,
  call: Pick<Call, 'name' | 'node'>,
  values: readonly GoValue[],
): GoValue {
  const { budget } = frame.execution;
  for (const value of values) {
    if (typeof value === 'string') {
      budget.spend(Math.floor(value.length / CHARACTERS_PER_STEP));
    }
  }
  try {
    const result = target.body(values, frame.execution);
    if (typeof result === 'string') {
      budget.allow(result.length);
    }
    return result;
  } catch (error) {
    return failCall(frame, call, error);
  }
}

/** Reports what a called function threw; limits pass through unchanged. */
export function failCall(
  frame: Frame,
  call: Pick<Call, 'name' | 'node'>,
  error: unknown,
): never {
  const isGoError =
    error instanceof GoError ||
    (error instanceof GoTemplateError && !error.isLimit);
  if (!isGoError) {
    throw error;
  }
  frame.node = call.node;
  return frame.fail(`error calling ${call.name}: ${error.message}`, error);
}

function checkCount(frame: Frame, target: GoFunction, call: Call): void {
  const given = call.args.evaluators.length;
  const count = given + (call.final === NO_FINAL ? 0 : 1);
  const wanted = target.params.length;
  if (target.variadic) {
    if (count < wanted) {
      frame.fail(
        `wrong number of args for ${call.name}: want at least ${wanted} got ${given}`,
      );
    }
  } else if (count !== wanted) {
    frame.fail(
      `wrong number of args for ${call.name}: want ${wanted} got ${count}`,
    );
  }
}

function evaluateArguments(
  frame: Frame,
  target: GoFunction,
  call: Call,
): GoValue[] {
  const { evaluators } = call.args;
  const { params, variadic } = target;
  const typeAt = (i: number) => (i < params.length ? params[i] : variadic!);
  const values: GoValue[] = [];
  for (let i = 0; i < evaluators.length; i++) {
    values.push(evaluators[i](frame, typeAt(i)));
  }
  if (call.final !== NO_FINAL) {
    values.push(validateType(frame, call.final, typeAt(evaluators.length)));
  }
  return values;
}
