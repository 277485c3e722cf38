import { rollback as rollbackRelease } from '@backstage-gitops/helm-release';
import { FlagError } from '../flags';
import { actionContext } from './actionContext';
import {
  APPLY_FLAGS,
  CLUSTER_FLAGS,
  DRY_RUN_FLAGS,
  WAIT_FLAGS,
} from './flags/commonFlags';
import { ROLLBACK_HELP } from './flags/help';
import {
  readApply,
  readDryRun,
  readMaxHistory,
  readServerSide,
  readWait,
  requireOneForce,
} from './flags/readSettings';
import { helmCommand } from './helmCommand';

/** `gitops helm rollback` */
export const rollback = helmCommand({
  name: 'rollback',
  usage: '<RELEASE> [REVISION]',
  help: ROLLBACK_HELP,
  words: { atLeast: 1 },
  flags: {
    ...CLUSTER_FLAGS,
    ...WAIT_FLAGS,
    ...APPLY_FLAGS,
    ...DRY_RUN_FLAGS,
    'cleanup-on-fail': { kind: 'bool' },
    'history-max': { kind: 'int' },
    'server-side': { kind: 'string' },
  },
  check: requireOneForce,
  async run(call) {
    const { flags, io, log, cluster } = call;
    const [name, revision = '0'] = call.words;
    const version = readRevision(revision);
    await rollbackRelease(actionContext(call), {
      ...readWait(flags, log),
      ...readApply(flags),
      name,
      namespace: cluster.namespace,
      version,
      dryRun: readDryRun(flags, log),
      cleanupOnFail: flags.isSet('cleanup-on-fail'),
      maxHistory: readMaxHistory(flags, io.env),
      serverSideApply: readServerSide(flags),
    });
    io.stdout.write('Rollback was a success! Happy Helming!\n');
  },
});

function readRevision(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new FlagError(
    `could not convert revision to a number: strconv.Atoi: parsing ${JSON.stringify(
      text,
    )}: invalid syntax`,
  );
}
