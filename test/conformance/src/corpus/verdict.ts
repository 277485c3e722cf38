import type { ApiObject, ApiReply } from '../Api';

/** Objects of one kind by their names, as a server answered them. */
export type Verdicts = Readonly<Record<string, Verdict>>;

/**
 * A refusal as one text, `<code> <reason>: <cause reason> <field>; …` with
 * sorted causes; an acceptance as the list of what the server changed in spec
 * (`spec.timeout = "60s"`, `spec.stray removed`) and of its warnings.
 */
export type Verdict = string | readonly string[];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function changes(path: string, sent: unknown, got: unknown): string[] {
  if (Array.isArray(sent) && Array.isArray(got) && sent.length === got.length) {
    return sent.flatMap((item, at) => changes(`${path}[${at}]`, item, got[at]));
  }
  if (isRecord(sent) && isRecord(got)) {
    const keys = [...new Set([...Object.keys(sent), ...Object.keys(got)])];
    return keys
      .sort()
      .flatMap(key => changes(`${path}.${key}`, sent[key], got[key]));
  }
  if (got === undefined) {
    return sent === undefined ? [] : [`${path} removed`];
  }
  const text = JSON.stringify(got);
  return JSON.stringify(sent) === text ? [] : [`${path} = ${text}`];
}

function refusal({ status, body }: ApiReply): string {
  const causes = (body.details?.causes ?? []) as ApiObject[];
  const texts = causes.map(({ reason, field }) => `${reason} ${field}`).sort();
  return [`${status} ${body.reason ?? 'without a Status'}`, texts.join('; ')]
    .filter(Boolean)
    .join(': ');
}

/** What a server makes of an object. */
export function verdictOf(sent: ApiObject, reply: ApiReply): Verdict {
  return reply.status === 201
    ? [
        ...changes('spec', sent.spec, reply.body.spec),
        ...[...reply.warnings].sort(),
      ]
    : refusal(reply);
}
