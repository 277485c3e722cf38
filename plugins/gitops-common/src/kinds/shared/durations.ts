import { t } from '../schema';

/** Go duration text with every unit that the API admits: `1h2m3.5s`. */
const DURATION_PATTERN = '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$';

/** The same without hours, as time limits of remote operations are written. */
const TIMEOUT_PATTERN = '^([0-9]+(\\.[0-9]+)?(ms|s|m))+$';

/** Schema of a Go duration: `10m`, `1h30m`, `500ms`. */
export function duration(doc: string, initial?: string) {
  return t.string(doc, {
    ...(initial ? { default: initial } : {}),
    pattern: DURATION_PATTERN,
  });
}

/** Schema of the time limit of a remote operation: `60s`, `2m`; no hours. */
export function timeout(doc: string, initial?: string) {
  return t.string(doc, {
    ...(initial ? { default: initial } : {}),
    pattern: TIMEOUT_PATTERN,
  });
}
