/** Long, because a shared machine may be slow; what works waits no longer than it needs. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 250;

/**
 * Repeats an attempt until it neither throws nor returns false.
 * @throws Error - it still fails after two minutes
 */
export async function until(what, attempt) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    let reason = 'not yet';
    try {
      const result = await attempt();
      if (result !== false) return result;
    } catch (error) {
      reason = error.message;
    }
    if (Date.now() > deadline) throw new Error(`${what}: ${reason}`);
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}
