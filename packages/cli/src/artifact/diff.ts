import { diffArtifact } from '@backstage-gitops/oci';
import type { ArtifactDifference } from '@backstage-gitops/oci';
import { artifactCommand } from './artifactCommand';
import type { Reporter } from './artifactCommand';
import {
  CONTENT_FLAGS,
  CONTENT_HELP,
  REGISTRY_FLAGS,
  REGISTRY_HELP,
} from './commonFlags';
import { readReference, readUrl, withRegistry } from './openRegistry';
import { withContent } from './readContent';

const HELP = `Usage: gitops diff artifact oci://HOST/REPOSITORY:TAG --path PATH [flags]

Compares an artifact with a directory or file. Exit code 0 when they are equal,
1 when they differ; the paths that differ are listed.

Flags:
      --path PATH             directory or file; - for standard input
${CONTENT_HELP}${REGISTRY_HELP}`;

/** Paths that are named; there may be many. */
const MAX_NAMED = 50;

/** `gitops diff artifact` */
export const command = artifactCommand({
  name: 'diff',
  noun: 'artifact',
  summary: 'Compare an artifact with local files: diff artifact',
  help: HELP,
  flags: {
    ...REGISTRY_FLAGS,
    ...CONTENT_FLAGS,
    path: { kind: 'string', short: 'f' },
  },
  async run(context) {
    const { args, say } = context;
    if (args.length === 0) throw new Error('artifact URL is required');
    const reference = readReference(readUrl(args[0]));
    const { isEqual, differences } = await withContent(context, content =>
      withRegistry(context, reference, registry =>
        diffArtifact({ ...registry, ...content, reference }),
      ),
    );
    if (!isEqual) {
      report(say, differences);
      throw new Error(
        'the remote artifact contents differs from the local one',
      );
    }
    say.success('no changes detected');
    return 0;
  },
});

function report(
  say: Reporter,
  differences: readonly ArtifactDifference[],
): void {
  for (const { change, path } of differences.slice(0, MAX_NAMED)) {
    say.action(`${change} ${JSON.stringify(path).slice(1, -1)}`);
  }
  const more = differences.length - MAX_NAMED;
  if (more > 0) say.action(`and ${more} more`);
}
