import {
  readTestLogs,
  testRelease as runTests,
  type TestOptions,
} from '@backstage-gitops/helm-release';
import { parseDuration } from '@backstage-gitops/kube';
import { actionContext } from './actionContext';
import { CLUSTER_FLAGS } from './flags/commonFlags';
import { TEST_HELP } from './flags/help';
import { helmCommand } from './helmCommand';
import { printRelease } from './printRelease';

const DEFAULT_TIMEOUT = '5m0s';
const INCLUDED = 'name=';
const EXCLUDED = /^!\s?name=/;

/** `gitops helm test` */
export const testRelease = helmCommand({
  name: 'test',
  usage: '[RELEASE]',
  help: TEST_HELP,
  words: { exactly: 1 },
  flags: {
    ...CLUSTER_FLAGS,
    filter: { kind: 'slice' },
    logs: { kind: 'bool' },
    timeout: { kind: 'duration' },
  },
  async run(call) {
    const { flags, io, cluster } = call;
    const context = actionContext(call);
    const options = {
      name: call.words[0],
      namespace: cluster.namespace,
      timeoutMs: parseDuration(flags.last('timeout') ?? DEFAULT_TIMEOUT),
      filters: readFilters(flags.values('filter')),
    };
    await runTests(context, {
      ...options,
      beforeCleanup: async release => {
        io.stdout.write(
          printRelease(release, 'table', {
            hidesNotes: true,
            isDebug: flags.isSet('debug'),
          }),
        );
        if (!flags.isSet('logs')) return;
        io.stdout.write('\n');
        for (const log of await readTestLogs(context, release, options)) {
          io.stdout.write(`POD LOGS: ${log.hook}\n${log.text}\n`);
        }
      },
    });
  },
});

/** Filters of other attributes than the name count for nothing, as in Helm. */
function readFilters(texts: readonly string[]): TestOptions['filters'] {
  return texts.flatMap(text => {
    if (text.startsWith(INCLUDED)) {
      return [{ name: text.slice(INCLUDED.length) }];
    }
    return EXCLUDED.test(text)
      ? [{ name: text.replace(EXCLUDED, ''), exclude: true }]
      : [];
  });
}
