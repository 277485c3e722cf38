import type { Release } from '@backstage-gitops/helm-release';
import { CLUSTER_FLAGS } from '../flags/commonFlags';
import { helmCommand } from '../helmCommand';
import { requireName } from '../requireName';
import { chartName } from './chartNames';
import { formatOutput, structJson } from './format';
import { HISTORY_HELP } from './help';
import { ANSIC, formatStored } from './storedTime';
import { formatTable } from './table';

const DEFAULT_MAX = 256;
const HEADER = [
  ...['REVISION', 'UPDATED', 'STATUS'],
  ...['CHART', 'APP VERSION', 'DESCRIPTION'],
];

/** `gitops helm history` */
export const history = helmCommand({
  name: 'history',
  usage: 'RELEASE_NAME',
  help: HISTORY_HELP,
  words: { exactly: 1 },
  flags: {
    ...CLUSTER_FLAGS,
    max: { kind: 'int' },
    output: { kind: 'output', short: 'o' },
  },
  async run({ words, flags, io, cluster }) {
    const [name] = words;
    requireName(name);
    const all = await cluster.storage.history(name, io.signal);
    if (all.length === 0) {
      throw new Error('release: not found');
    }
    const max = Number(flags.last('max') ?? DEFAULT_MAX);
    const shown = max > 0 ? all.slice(-max) : [];
    io.stdout.write(
      formatOutput(flags, {
        table: () => formatTable([HEADER, ...shown.map(tableRow)]),
        json: () => structJson(shown.map(jsonOf)),
      }),
    );
  },
});

function tableRow(release: Release): string[] {
  const { version, info, chart } = release;
  return [
    String(version),
    formatStored(info.lastDeployed, ANSIC),
    info.status,
    chartName(release),
    chart.metadata.appVersion,
    info.description,
  ];
}

function jsonOf(release: Release) {
  const { version, info, chart } = release;
  return {
    revision: version,
    updated: info.lastDeployed,
    status: info.status,
    chart: chartName(release),
    app_version: chart.metadata.appVersion,
    description: info.description,
  };
}
