/** What the query of a remote reference says. */
export interface RemoteQuery {
  /** Branch, tag or commit; `''` for the default branch. */
  readonly ref: string;
  /** How long fetching may take; 27 seconds when not said. */
  readonly timeoutMs: number;
  /** Whether submodules are fetched too; true when not said. */
  readonly submodules: boolean;
}

const DEFAULTS: RemoteQuery = { ref: '', timeoutMs: 27_000, submodules: true };

/**
 * Reads `ref=v1&timeout=90s&submodules=false`. `version` is an older name of
 * `ref`; a value that cannot be read counts as not said, and one broken
 * parameter spoils all of them.
 */
export function readRemoteQuery(query: string): RemoteQuery {
  const values = parseQuery(query);
  if (values === undefined) return DEFAULTS;
  return {
    ref: values.get('ref') || (values.get('version') ?? ''),
    timeoutMs: readTimeout(values.get('timeout') ?? '') ?? DEFAULTS.timeoutMs,
    submodules: readBoolean(values.get('submodules')) ?? DEFAULTS.submodules,
  };
}

/** The first value of each name; `undefined` for what Go's url.ParseQuery refuses. */
function parseQuery(query: string): Map<string, string> | undefined {
  if (query.includes(';') || /%(?![0-9a-f]{2})/i.test(query)) return undefined;
  const values = new Map<string, string>();
  for (const part of query.split('&')) {
    const [, name, value] = /^([^=]*)=?(.*)$/s.exec(part)!;
    const key = unescapeQuery(name);
    if (!values.has(key)) values.set(key, unescapeQuery(value));
  }
  return values;
}

function unescapeQuery(text: string): string {
  const bytes = new TextEncoder().encode(text.replace(/\+/g, ' '));
  const result: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0x25) {
      const digits = String.fromCharCode(bytes[i + 1], bytes[i + 2]);
      result.push(Number.parseInt(digits, 16));
      i += 2;
    } else {
      result.push(bytes[i]);
    }
  }
  return new TextDecoder().decode(new Uint8Array(result));
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Seconds, or a Go duration like `1m30s`; `undefined` unless above zero. */
function readTimeout(text: string): number | undefined {
  if (/^\+?\d+$/.test(text)) return positive(Number(text) * 1000);
  const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;
  let position = text.startsWith('+') ? 1 : 0;
  let total = 0;
  while (position < text.length) {
    part.lastIndex = position;
    const match = part.exec(text);
    if (match === null) return undefined;
    total += Number(match[1]) * UNIT_MS[match[2]];
    position = part.lastIndex;
  }
  return positive(total);
}

function positive(value: number): number | undefined {
  return value > 0 ? value : undefined;
}

/** The words of Go's strconv.ParseBool. */
function readBoolean(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  return undefined;
}
