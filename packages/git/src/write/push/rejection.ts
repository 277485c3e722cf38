import { GitError } from '../../errors';
import type { GitErrorCode } from '../../errors';
import type { PushReport } from './reportStatus';
import type { ReferenceUpdate } from './ReceivePack';
import { shorten, showServerText } from './serverText';

/** Words that servers use, the most telling first. */
const RULES: readonly (readonly [GitErrorCode, RegExp])[] = [
  [
    'non-fast-forward',
    /non-fast-forward|fetch first|stale info|needs force|reference already exists|cannot lock ref|failed to (?:update|lock) ref|incorrect old value|lock error|lock failure|transaction (?:failed|aborted)|but expected/i,
  ],
  [
    'protected-branch',
    /protected (?:branch|ref|tag)|GH006|GH013|rule violations|only be modified through|prohibited by gerrit/i,
  ],
  [
    'authorization',
    /permission (?:denied|to )|(?:do not|don't) have permission|insufficient permission|not (?:allowed|permitted|authorized) to (?:push|upload|update)|unauthorized|access denied|read-only (?:repo|deploy)/i,
  ],
  ['hook-declined', /declined|hook/i],
];

/** What a server has answered to a push that it refused. */
interface Rejection {
  /** Full name of the reference. */
  readonly reference: string;
  /** The reason that it gave for it. */
  readonly reason: string;
  /** What it wrote to people meanwhile. */
  readonly messages: readonly string[];
}

/** Reason and messages as an error, with a code that tells what to do. */
function rejectionError(
  { reference, reason, messages }: Rejection,
  secrets: readonly string[],
): GitError {
  // GitHub and GitLab name the rule only in what they write to people, where
  // a hook may write anything: it counts when the reason is a hook's.
  const isHook = /declined|hook/i.test(reason);
  const said = isHook ? `${messages.join('\n')}\n${reason}` : reason;
  const rules = isHook ? RULES.slice(1) : RULES;
  const code = rules.find(([, words]) => words.test(said))?.[0];
  const shown = [showServerText(reason, secrets), ...messages].join('; ');
  return new GitError(
    code ?? 'push-rejected',
    `the server refused to update '${reference}': ${shorten(shown)}`,
  );
}

/** A push of which at least one reference was refused. */
interface RefusedPush {
  readonly updates: readonly ReferenceUpdate[];
  /** Those that were not refused. */
  readonly done: readonly ReferenceUpdate[];
  readonly report: PushReport;
  readonly messages: readonly string[];
}

/** The error of a push, about the reference that tells most. */
export function rejectionOf(
  { updates, done, report, messages }: RefusedPush,
  secrets: readonly string[],
): GitError {
  const refused = updates
    .filter(update => !done.includes(update))
    .map(({ name }) => [name, report.references.get(name) ?? ''] as const);
  // With an atomic push the others only say that one of them failed.
  const telling = refused.find(([, text]) => !/atomic/i.test(text));
  const [reference, reason] = telling ?? refused[0] ?? [updates[0].name, ''];
  const unpack = report.unpack === 'ok' ? '' : ` (unpack: ${report.unpack})`;
  const error = rejectionError(
    { reference, reason: `${reason}${unpack}`, messages },
    secrets,
  );
  const others = done.map(({ name }) => `'${name}'`).join(', ');
  return others === ''
    ? error
    : new GitError(error.code, `${error.message}; updated was ${others}`);
}
