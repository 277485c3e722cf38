import { parseDuration } from '@backstage-gitops/kube';
import type {
  ApplySettings,
  WaitSettings,
  WaitStrategy,
} from '@backstage-gitops/helm-release';
import type { CommandIo } from '../../command';
import { FlagError, type ParsedFlags } from '../../flags';
import type { HelmLog } from '../helmLog';

const DEFAULT_TIMEOUT = '5m0s';
const DEFAULT_MAX_HISTORY = 10;
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];
/** `--wait` was a flag without a value in Helm 3. */
const OLD_WAIT: Readonly<Record<string, WaitStrategy>> = {
  true: 'watcher',
  false: 'hookOnly',
};

/** How `--wait`, `--timeout` and `--no-hooks` want an action to wait. */
export function readWait(flags: ParsedFlags, log: HelmLog): WaitSettings {
  const given = flags.last('wait');
  const old = given === undefined ? undefined : OLD_WAIT[given];
  if (old) {
    log.warn(
      `--wait=${given} is deprecated (boolean value) and can be replaced with --wait=${old}`,
    );
  }
  const waitStrategy = old ?? (given as WaitStrategy | undefined);
  return {
    timeoutMs: parseDuration(flags.last('timeout') ?? DEFAULT_TIMEOUT),
    ...(waitStrategy && { waitStrategy }),
    waitForJobs: flags.isSet('wait-for-jobs'),
    disableHooks: flags.isSet('no-hooks'),
  };
}

/** How objects are applied, apart from the side that does it. */
export function readApply(
  flags: ParsedFlags,
): Pick<ApplySettings, 'forceConflicts' | 'forceReplace' | 'takeOwnership'> {
  return {
    forceConflicts: flags.isSet('force-conflicts'),
    forceReplace: flags.isSet('force-replace') || flags.isSet('force'),
    takeOwnership: flags.isSet('take-ownership'),
  };
}

/**
 * `--server-side` of commands that know `auto`.
 * @throws Error - another word
 */
export function readServerSide(flags: ParsedFlags): boolean | 'auto' {
  const text = flags.last('server-side') ?? 'auto';
  switch (text) {
    case 'auto':
      return text;
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      throw new FlagError(
        `invalid/unknown release server-side apply method: ${text}`,
      );
  }
}

/** `--history-max`, else HELM_MAX_HISTORY, else 10. */
export function readMaxHistory(
  flags: ParsedFlags,
  env: CommandIo['env'],
): number {
  const given = flags.last('history-max') ?? env.HELM_MAX_HISTORY ?? '';
  const number = Number(given);
  return given === '' || !Number.isInteger(number)
    ? DEFAULT_MAX_HISTORY
    : number;
}

/** Labels of `--labels`. */
export function readLabels(flags: ParsedFlags): Record<string, string> {
  return Object.fromEntries(
    flags.values('labels').map(pair => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/**
 * `--dry-run`; Helm's old forms are taken with a warning.
 * @throws FlagError - another word
 */
export function readDryRun(
  flags: ParsedFlags,
  log: HelmLog,
): 'none' | 'client' | 'server' {
  const value = flags.last('dry-run') ?? 'none';
  if (value === 'none' || value === 'client' || value === 'server') {
    return value;
  }
  if (value === 'unset') {
    log.warn(
      "--dry-run is deprecated and should be replaced with '--dry-run=client'",
    );
    return 'client';
  }
  if (!TRUE.includes(value) && !FALSE.includes(value)) {
    throw new FlagError(
      `invalid dry-run value (${JSON.stringify(
        value,
      )}). Must be "none", "server", or "client"`,
    );
  }
  const result = TRUE.includes(value) ? 'client' : 'none';
  log.warn(
    `boolean '--dry-run=${value}' flag is deprecated and must be replaced with '--dry-run=${result}'`,
  );
  return result;
}

/** @throws FlagError - two flags that exclude each other */
export function requireOneForce(flags: ParsedFlags): void {
  for (const name of ['force-replace', 'force']) {
    if (flags.isGiven(name) && flags.isGiven('force-conflicts')) {
      const group = `${name} force-conflicts`;
      const given = [name, 'force-conflicts'].sort().join(' ');
      throw new FlagError(
        `if any flags in the group [${group}] are set none of the others can be; [${given}] were all set`,
      );
    }
  }
}
