import {
  hostName,
  parseUrl,
  type UrlParts,
} from '@backstage-gitops/go-template';
import { messageOf } from '../../errors';
import { ipv6Problem } from './hosts';

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

/** Why a text is no URI template such as `/users/{id}`. */
export function uriTemplateProblem(text: string): string | undefined {
  const parsed = readUrl(text);
  if (typeof parsed === 'string') {
    return parsed;
  }
  for (const part of parsed.path.split('/')) {
    const braces = part.replace(/[^{}]/g, '');
    const unmatched = braces.replaceAll('{}', '');
    if (unmatched !== '') {
      return unmatched === '{' && braces.endsWith('{')
        ? 'no matching closing brace'
        : 'nested curly braces';
    }
  }
  return undefined;
}

function urlProblem(text: string): string | undefined {
  const parsed = readUrl(text);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** The parts of a URL, or why Go refuses it. */
function readUrl(text: string): UrlParts | string {
  let parts: UrlParts;
  try {
    parts = parseUrl(text);
  } catch (error) {
    return messageOf(error);
  }
  const name = hostName(parts.host);
  if (!name.includes(':')) {
    return parts;
  }
  if (!/\[.*\]/.test(parts.host)) {
    return 'ipv6 address not enclosed in brackets';
  }
  const problem = ipv6Problem(name);
  return problem === undefined ? parts : `invalid ipv6 address: ${problem}`;
}
