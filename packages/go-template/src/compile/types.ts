import type { Frame } from '../exec/frame';
import type { PipeNode } from '../parse/nodes';
import type { GoType } from '../values/goType';
import type { GoValue } from '../values/goValue';

/** How a statement ended: normally, or on the way out of a loop. */
export type Signal = 'next' | 'break' | 'continue';

/** A compiled statement. */
export type Execute = (frame: Frame) => Signal;

/**
 * A compiled expression. `undefined` is Go's invalid value (a missing key,
 * nothing at all), `null` an interface that holds nil.
 */
export type Evaluate = (frame: Frame) => GoValue;

/**
 * Compiles a pipeline. Operands, arguments and commands contain pipelines and
 * are contained in them, so they are given this function.
 */
export type CompilePipe = (node: PipeNode) => Evaluate;

/** A compiled argument: the value checked against the parameter's type. */
export type EvaluateArgument = (frame: Frame, type: GoType) => GoValue;

/** Marks that no value is piped into a command. */
export const NO_FINAL: unique symbol = Symbol('no piped value');

/** A piped value, or {@link NO_FINAL}. */
export type Final = GoValue | typeof NO_FINAL;

/** A compiled command; `final` is the value piped into it. */
export type EvaluateCommand = (frame: Frame, final: Final) => GoValue;
