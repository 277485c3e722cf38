import type { ActionContext, WaitSettings } from './types';

/** Milliseconds that undoing an action gets besides its own waits. */
const MARGIN_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 300_000;

/**
 * A context in which an aborted action is undone: Helm, too, does that after
 * SIGTERM. It ends by itself.
 */
export function outliving(
  context: ActionContext,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitSettings,
): ActionContext {
  return context.signal.aborted
    ? { ...context, signal: AbortSignal.timeout(timeoutMs + MARGIN_MS) }
    : context;
}
