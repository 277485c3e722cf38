/** What a reason and a message say, in one sentence for a person. */
export interface Explanation {
  readonly reason: string;
  readonly message: string;
}

type Rule = (message: string) => string;

const MAX = 280;

/** Reasons of Ready=False (and of the conditions beside it) → sentence. */
const RULES: Readonly<Record<string, Rule>> = {
  ArtifactFailed: message => {
    if (/path not found/.test(message)) {
      return 'The folder that the Kustomization names is not in the source.';
    }
    if (/artifact not found|not ready/i.test(message)) {
      return 'Waiting for the source to store its first revision.';
    }
    if (/not found$/.test(message)) {
      return 'The source that the Kustomization names does not exist.';
    }
    return `The source could not be read: ${plain(message)}`;
  },
  BuildFailed: message => {
    const place = fileAndLine(message);
    return place
      ? `The manifests cannot be built, see ${place}: ${lastPart(message)}`
      : `The manifests cannot be built: ${plain(message)}`;
  },
  ReconciliationFailed: message => {
    const object = /^([A-Z]\w+\/\S+) (?:dry-run|apply) failed/.exec(
      message,
    )?.[1];
    return object
      ? `The cluster refuses ${object}: ${lastPart(message)}`
      : `Applying failed: ${plain(message)}`;
  },
  HealthCheckFailed: message => {
    const objects = unhealthy(message);
    return objects.length > 0
      ? `Applied, but not healthy: ${objects.join(', ')}.`
      : `Applied, but not healthy: ${plain(message)}`;
  },
  HealthCheckCanceled: () =>
    'A newer revision arrived before the health of this one was known.',
  PruneFailed: message =>
    `Objects that left Git could not be deleted: ${plain(message)}`,
  DependencyNotReady: message => {
    const name = /dependency '([^']+)'/.exec(message)?.[1];
    if (!name) return `Waiting for a dependency: ${plain(message)}`;
    if (/not found/.test(message)) {
      return `Waiting for ${name}, which does not exist.`;
    }
    return /revision/.test(message)
      ? `Waiting for ${name} to reach the same revision.`
      : `Waiting for ${name} to be ready.`;
  },
  AccessDenied: message => `This reference is not allowed: ${plain(message)}`,
  InvalidCELExpression: message =>
    `An expression of the object is wrong: ${plain(message)}`,
  FeatureGateDisabled: message =>
    `The object uses a feature that is switched off: ${plain(message)}`,
  GitOperationFailed: message =>
    `Git cannot be read: ${plain(
      message.replace(/^failed to checkout and determine revision: /, ''),
    )}`,
  AuthenticationFailed: message =>
    `Signing in to Git failed: ${plain(message)}`,
  URLInvalid: message =>
    `The address of the source is wrong: ${plain(message)}`,
  InvalidURL: message =>
    `The address of the source is wrong: ${plain(message)}`,
  InvalidSTSConfiguration: message =>
    `The settings of the source are wrong: ${plain(message)}`,
  StorageOperationFailed: message =>
    `The artifact could not be stored: ${plain(message)}`,
  VerificationError: message =>
    `The signature could not be verified: ${plain(message)}`,
  InvalidCommitSignature: message =>
    `The signature is wrong: ${plain(message)}`,
  Progressing: message => sentence(message) || 'Working on it.',
  ProgressingWithRetry: message => `${plain(message)} It is tried again.`,
  Suspended: () => 'Suspended: nothing is changed until it is resumed.',
};

/** Says in a sentence why something is not as it should be. */
export function explainFailure({ reason, message }: Explanation): string {
  const rule = RULES[reason];
  return rule ? rule(message) : plain(message) || reason;
}

/** The message as a sentence, not longer than a few lines. */
function plain(message: string): string {
  return sentence(message.replace(/\s+/g, ' ').trim());
}

function sentence(text: string): string {
  if (text === '') return '';
  const cut = text.length > MAX ? `${text.slice(0, MAX)}…` : text;
  return /[.!?…]$/.test(cut) ? cut : `${cut}.`;
}

/** Behind the last `: ` that follows a known wrapper; the innermost cause. */
function lastPart(message: string): string {
  const text = message
    .replace(/^.*?MalformedYAMLError:\s*/s, '')
    .replace(/^.*?(?:dry-run|apply) failed[^:]*:\s*/s, '');
  return plain(text);
}

function fileAndLine(message: string): string | undefined {
  const file = /([\w][\w./-]*\.(?:ya?ml|json))\b/.exec(message)?.[1];
  const line = /\bline (\d+)/.exec(message)?.[1];
  if (!file) return undefined;
  return line ? `${file} line ${line}` : file;
}

function unhealthy(message: string): string[] {
  const words: Readonly<Record<string, string>> = {
    InProgress: 'is still rolling out',
    Failed: 'has failed',
    NotFound: 'does not exist',
    Terminating: 'is being deleted',
    Unknown: 'cannot be judged',
  };
  const pattern = /([A-Z]\w+\/[\w./-]+) status: '(\w+)'/g;
  return [...message.matchAll(pattern)].map(
    ([, object, status]) => `${object} ${words[status] ?? status}`,
  );
}
