import { statusJson } from '@backstage-gitops/helm-release';
import { CLUSTER_FLAGS } from '../flags/commonFlags';
import { helmCommand } from '../helmCommand';
import { formatDetails } from './details';
import { findRevision } from './findRevision';
import { formatOutput } from './format';
import { STATUS_HELP } from './help';
import { readLiveObjects } from './liveObjects';
import { formatLiveTables } from './liveTables';

/** `gitops helm status` */
export const status = helmCommand({
  name: 'status',
  usage: 'RELEASE_NAME',
  help: STATUS_HELP,
  words: { exactly: 1 },
  flags: {
    ...CLUSTER_FLAGS,
    revision: { kind: 'int' },
    output: { kind: 'output', short: 'o' },
  },
  async run(call) {
    const { flags, io } = call;
    const release = await findRevision(call);
    const isTable = (flags.last('output') ?? 'table') === 'table';
    const as = isTable ? 'tables' : 'objects';
    const objects = await readLiveObjects(call, release, as);
    io.stdout.write(
      formatOutput(flags, {
        table: () =>
          formatDetails(release, { resources: formatLiveTables(objects) }),
        json: () => statusJson(release, objects),
      }),
    );
  },
});
