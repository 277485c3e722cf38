import {
  uninstall as uninstallRelease,
  type UninstallOptions,
} from '@backstage-gitops/helm-release';
import { FlagError } from '../flags';
import { actionContext } from './actionContext';
import { CLUSTER_FLAGS, WAIT_FLAGS } from './flags/commonFlags';
import { UNINSTALL_HELP } from './flags/help';
import { readWait } from './flags/readSettings';
import { helmCommand } from './helmCommand';

const CASCADES = ['background', 'foreground', 'orphan'];

/** `gitops helm uninstall` */
export const uninstall = helmCommand({
  name: 'uninstall',
  usage: 'RELEASE_NAME [...]',
  help: UNINSTALL_HELP,
  words: { atLeast: 1 },
  flags: {
    ...CLUSTER_FLAGS,
    ...WAIT_FLAGS,
    cascade: { kind: 'string' },
    description: { kind: 'string' },
    'dry-run': { kind: 'bool' },
    'ignore-not-found': { kind: 'bool' },
    'keep-history': { kind: 'bool' },
  },
  async run(call) {
    const { flags, io, log, cluster } = call;
    const cascade = flags.last('cascade') ?? 'background';
    if (!CASCADES.includes(cascade)) {
      throw new FlagError(
        `invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`,
      );
    }
    const description = flags.last('description');
    for (const name of call.words) {
      const { info } = await uninstallRelease(actionContext(call), {
        ...readWait(flags, log),
        name,
        namespace: cluster.namespace,
        keepHistory: flags.isSet('keep-history'),
        deletionPropagation: cascade as UninstallOptions['deletionPropagation'],
        ignoreNotFound: flags.isSet('ignore-not-found'),
        dryRun: flags.isSet('dry-run'),
        ...(description && { description }),
      });
      if (info !== '') io.stdout.write(`${info}\n`);
      io.stdout.write(`release "${name}" uninstalled\n`);
    }
  },
});
