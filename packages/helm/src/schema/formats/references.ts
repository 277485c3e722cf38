import { goQuote } from '../../text/goQuote';

/** Why a text is no JSON pointer such as `/a/b~1c`. */
export function jsonPointerProblem(text: string): string | undefined {
  if (text === '') {
    return undefined;
  }
  if (!text.startsWith('/')) {
    return 'not starting with /';
  }
  return /~(?![01])/.test(text) ? '~ must be followed by 0 or 1' : undefined;
}

/** Why a text is no relative JSON pointer such as `1/a` or `0#`. */
export function relativeJsonPointerProblem(text: string): string | undefined {
  const digits = /^\d*/.exec(text)?.[0] ?? '';
  if (digits === '') {
    return 'must start with non-negative integer';
  }
  if (digits.length > 1 && digits.startsWith('0')) {
    return 'starts with zero';
  }
  const rest = text.slice(digits.length);
  return rest === '#' ? undefined : jsonPointerProblem(rest);
}

/** Why a text is no absolute URI. */
export function uriProblem(text: string): string | undefined {
  const problem = urlProblem(text);
  if (problem) {
    return problem;
  }
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text) ? undefined : 'relative url';
}

/** Why a text is no URI or relative reference. */
export function uriReferenceProblem(text: string): string | undefined {
  return text.includes('\\') ? 'contains \\' : urlProblem(text);
}

/** The faults that Go's net/url finds most often. */
function urlProblem(text: string): string | undefined {
  const start = `parse ${goQuote(text)}: `;
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f\x7f]/.test(text)) {
    return `${start}net/url: invalid control character in URL`;
  }
  if (text.startsWith(':')) {
    return `${start}missing protocol scheme`;
  }
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text);
  if (escape) {
    return `${start}invalid URL escape ${goQuote(escape[0])}`;
  }
  const first = text.split(/[/?#]/, 1)[0];
  if (first.includes(':') && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text)) {
    return `${start}first path segment in URL cannot contain colon`;
  }
  return undefined;
}
