import { goQuote } from '../../text/goQuote';
import { goRune } from './goRune';

/** Why a text is no IPv4 address. */
export function ipv4Problem(text: string): string | undefined {
  const groups = text.split('.');
  if (groups.length !== 4) {
    return 'expected four decimals';
  }
  for (const group of groups) {
    if (group.length > 1 && group.startsWith('0')) {
      return 'leading zeros';
    }
    if (!/^[+-]?\d+$/.test(group)) {
      return `strconv.Atoi: parsing ${goQuote(group)}: invalid syntax`;
    }
    if (Number(group) < 0 || Number(group) > 255) {
      return 'decimal must be between 0 and 255';
    }
  }
  return undefined;
}

/** Why a text is no IPv6 address. */
export function ipv6Problem(text: string): string | undefined {
  if (!text.includes(':')) {
    return 'missing colon';
  }
  if (text.includes('%')) {
    return 'zone id is not a part of ipv6 address';
  }
  return isIpv6(text)
    ? undefined
    : `ParseAddr(${goQuote(text)}): unable to parse IP`;
}

function isIpv6(text: string): boolean {
  const [head, tail, ...more] = text.split('::');
  if (more.length > 0) {
    return false;
  }
  const groups = [...groupsOf(head), ...groupsOf(tail ?? '')];
  const last = groups.at(-1) ?? '';
  const isMixed = last.includes('.');
  if (isMixed && ipv4Problem(last) !== undefined) {
    return false;
  }
  const hex = isMixed ? groups.slice(0, -1) : groups;
  const count = hex.length + (isMixed ? 2 : 0);
  return (
    hex.every(group => /^[0-9a-f]{1,4}$/i.test(group)) &&
    (tail === undefined ? count === 8 : count < 8)
  );
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

/** Why a text is no host name. */
export function hostnameProblem(text: string): string | undefined {
  const name = text.replace(/\.$/, '');
  if (name.length > 253) {
    return 'more than 253 characters long';
  }
  for (const label of name.split('.')) {
    const problem = labelProblem(label);
    if (problem) {
      return problem;
    }
  }
  return undefined;
}

function labelProblem(label: string): string | undefined {
  if (label.length < 1 || label.length > 63) {
    return 'label must be 1 to 63 characters long';
  }
  if (label.startsWith('-')) {
    return 'label starts with hyphen';
  }
  if (label.endsWith('-')) {
    return 'label ends with hyphen';
  }
  const wrong = /[^a-zA-Z0-9-]/u.exec(label);
  return wrong ? `invalid character ${goRune(wrong[0])}` : undefined;
}

/** Why a text is no e-mail address. */
export function emailProblem(text: string): string | undefined {
  if (text.length > 254) {
    return 'more than 255 characters long';
  }
  const at = text.lastIndexOf('@');
  if (at < 0) {
    return 'missing @';
  }
  return (
    localPartProblem(text.slice(0, at)) ?? domainProblem(text.slice(at + 1))
  );
}

function localPartProblem(local: string): string | undefined {
  if (local.length > 64) {
    return 'local part more than 64 characters long';
  }
  if (local.length > 1 && local.startsWith('"')) {
    return /[\\"]/.test(local.slice(1, -1))
      ? 'backslash and quote are not allowed within quoted local part'
      : undefined;
  }
  if (local.startsWith('.')) {
    return 'starts with dot';
  }
  if (local.endsWith('.')) {
    return 'ends with dot';
  }
  if (local.includes('..')) {
    return 'consecutive dots';
  }
  const wrong = /[^a-zA-Z0-9.!#$%&'*+\-/=?^_`{|}~]/u.exec(local);
  return wrong ? `invalid character ${goRune(wrong[0])}` : undefined;
}

function domainProblem(domain: string): string | undefined {
  if (domain.startsWith('[') && domain.endsWith(']')) {
    const address = domain.slice(1, -1);
    const isV6 = address.startsWith('IPv6:');
    const problem = isV6
      ? ipv6Problem(address.slice('IPv6:'.length))
      : ipv4Problem(address);
    return problem && `invalid ${isV6 ? 'ipv6' : 'ipv4'} address: ${problem}`;
  }
  const problem = hostnameProblem(domain);
  return problem && `invalid domain: ${problem}`;
}
