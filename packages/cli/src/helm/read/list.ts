import type { Release } from '@backstage-gitops/helm-release';
import type { FlagSpec, ParsedFlags } from '../../flags';
import { CLUSTER_FLAGS } from '../flags/commonFlags';
import { helmCommand } from '../helmCommand';
import { openStorage } from '../openCluster';
import { chartName } from './chartNames';
import { formatOutput, structJson, yamlOf } from './format';
import { LIST_HELP } from './help';
import { selectReleases } from './selectReleases';
import { formatStored, PLAIN } from './storedTime';
import { formatTable } from './table';

const HEADER = [
  ...['NAME', 'NAMESPACE', 'REVISION', 'UPDATED'],
  ...['STATUS', 'CHART', 'APP VERSION'],
];
const BOOL: FlagSpec = { kind: 'bool' };

/** `gitops helm list` */
export const list = helmCommand({
  name: 'list',
  usage: '',
  help: LIST_HELP,
  words: { exactly: 0 },
  flags: {
    ...CLUSTER_FLAGS,
    short: { kind: 'bool', short: 'q' },
    'no-headers': BOOL,
    'time-format': { kind: 'string' },
    date: { kind: 'bool', short: 'd' },
    reverse: { kind: 'bool', short: 'r' },
    uninstalled: BOOL,
    superseded: BOOL,
    uninstalling: BOOL,
    deployed: BOOL,
    failed: BOOL,
    pending: BOOL,
    'all-namespaces': { kind: 'bool', short: 'A' },
    max: { kind: 'int', short: 'm' },
    offset: { kind: 'int' },
    filter: { kind: 'string', short: 'f' },
    selector: { kind: 'string', short: 'l' },
    output: { kind: 'output', short: 'o' },
  },
  async run({ flags, io, cluster, log }) {
    const storage = flags.isSet('all-namespaces')
      ? openStorage(io.env.HELM_DRIVER ?? '', {
          client: cluster.client,
          namespace: undefined,
          log: log.write,
        })
      : cluster.storage;
    const revisions = await storage.revisions(io.signal);
    const releases = selectReleases(revisions, flags);
    io.stdout.write(
      flags.isSet('short')
        ? formatNames(releases, flags)
        : formatOutput(flags, {
            table: () => formatList(releases, flags),
            json: () =>
              structJson(releases.map(release => elementOf(release, flags))),
          }),
    );
  },
});

function formatNames(releases: readonly Release[], flags: ParsedFlags): string {
  const json = structJson(releases.map(({ name }) => name));
  switch (flags.last('output')) {
    case 'json':
      return `${json}\n`;
    case 'yaml':
      return yamlOf(json);
    default:
      return releases.map(({ name }) => `${name}\n`).join('');
  }
}

function formatList(releases: readonly Release[], flags: ParsedFlags): string {
  const rows = releases.map(release =>
    Object.values(elementOf(release, flags)),
  );
  return formatTable(flags.isSet('no-headers') ? rows : [HEADER, ...rows]);
}

/** Fields in the order of Helm's table. */
function elementOf(release: Release, flags: ParsedFlags) {
  const { name, namespace, version, info, chart } = release;
  const layout = flags.last('time-format') || PLAIN;
  return {
    name,
    namespace,
    revision: String(version),
    updated: info.lastDeployed ? formatStored(info.lastDeployed, layout) : '-',
    status: info.status as string,
    chart: chartName(release),
    app_version: chart.metadata.appVersion,
  };
}
