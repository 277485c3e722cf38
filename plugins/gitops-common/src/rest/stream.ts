/** Milliseconds between two `ping` messages of a stream. */
export const HEARTBEAT_MS = 10_000;
