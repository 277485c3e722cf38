import {
  upgrade as upgradeRelease,
  type Release,
  type UpgradeOptions,
} from '@backstage-gitops/helm-release';
import type { ParsedFlags } from '../flags';
import { actionContext } from './actionContext';
import { RENDER_FLAGS } from './flags/commonFlags';
import { UPGRADE_HELP } from './flags/help';
import {
  readDryRun,
  readMaxHistory,
  readServerSide,
  requireOneForce,
} from './flags/readSettings';
import { act, helmCommand, type HelmCall } from './helmCommand';
import {
  commonOptions,
  installChart,
  outputFormat,
  printed,
  readInputs,
} from './install';
import { requireName } from './requireName';

/** `gitops helm upgrade` */
export const upgrade = helmCommand({
  name: 'upgrade',
  usage: '[RELEASE] [CHART]',
  help: UPGRADE_HELP,
  words: { exactly: 2 },
  flags: {
    ...RENDER_FLAGS,
    'cleanup-on-fail': { kind: 'bool' },
    'history-max': { kind: 'int' },
    install: { kind: 'bool', short: 'i' },
    'reset-then-reuse-values': { kind: 'bool' },
    'reset-values': { kind: 'bool' },
    'reuse-values': { kind: 'bool' },
    'server-side': { kind: 'string' },
  },
  check: requireOneForce,
  async run(call) {
    const { flags, io, log, words } = call;
    const isTable = outputFormat(flags) === 'table';
    const name = JSON.stringify(words[0]);
    const dryRun = readDryRun(flags, log);
    if (flags.isSet('install')) {
      const found = await installable(call);
      if (found.isInstallable) {
        if (isTable) {
          io.stdout.write(
            `Release ${name} does not exist. Installing it now.\n`,
          );
        }
        const installed = await act(call, '', () =>
          installChart(call, {
            dryRun,
            replace: found.isUninstalled,
            serverSideApply: flags.last('server-side') !== 'false',
          }),
        );
        io.stdout.write(printed(call, installed));
        return;
      }
    }
    const release = await upgradeChart(call, dryRun);
    if (isTable) {
      io.stdout.write(`Release ${name} has been upgraded. Happy Helming!\n`);
    }
    io.stdout.write(printed(call, release));
  },
});

async function upgradeChart(
  call: HelmCall,
  dryRun: UpgradeOptions['dryRun'],
): Promise<Release> {
  const { flags, cluster, io, words } = call;
  const [name, reference] = words;
  const { chart, values } = await readInputs(call, reference);
  return act(call, 'UPGRADE FAILED: ', () =>
    upgradeRelease(actionContext(call), {
      ...commonOptions(call, chart, values),
      name,
      namespace: cluster.namespace,
      dryRun,
      valuesMode: valuesMode(flags),
      cleanupOnFail: flags.isSet('cleanup-on-fail'),
      maxHistory: readMaxHistory(flags, io.env),
      serverSideApply: readServerSide(flags),
    }),
  );
}

function valuesMode(flags: ParsedFlags): UpgradeOptions['valuesMode'] {
  if (flags.isSet('reset-values')) return 'reset';
  if (flags.isSet('reuse-values')) return 'reuse';
  if (flags.isSet('reset-then-reuse-values')) return 'resetThenReuse';
  return undefined;
}

/** Whether `upgrade --install` has to install: there is nothing, or it was uninstalled. */
async function installable({ cluster, io, words }: HelmCall): Promise<{
  readonly isInstallable: boolean;
  readonly isUninstalled: boolean;
}> {
  const [name] = words;
  requireName(name);
  const history = await cluster.storage.history(name, io.signal);
  const isUninstalled = history.at(-1)?.info.status === 'uninstalled';
  return {
    isUninstalled,
    isInstallable: history.length === 0 || isUninstalled,
  };
}
