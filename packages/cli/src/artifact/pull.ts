import { formatReference, pullArtifact } from '@backstage-gitops/oci';
import { resolve } from 'path';
import { artifactCommand } from './artifactCommand';
import { REGISTRY_FLAGS, REGISTRY_HELP } from './commonFlags';
import { readReference, readUrl, withRegistry } from './openRegistry';
import { progressTo } from './progress';

const HELP = `Usage: gitops pull artifact oci://HOST/REPOSITORY:TAG --output DIR [flags]

Unpacks an artifact into a directory that is there, as flux pull artifact does.
Other files of the directory stay. It is touched only when the whole artifact
was read and checked.

Flags:
  -o, --output DIR            directory to unpack to
${REGISTRY_HELP}`;

/** `gitops pull artifact` */
export const command = artifactCommand({
  name: 'pull',
  noun: 'artifact',
  summary: 'Pull an artifact from an OCI registry: pull artifact',
  help: HELP,
  flags: { ...REGISTRY_FLAGS, output: { kind: 'string', short: 'o' } },
  async run(context) {
    const { flags, args, io, say } = context;
    if (args.length === 0) throw new Error('artifact URL is required');
    const output = flags.last('output') ?? '';
    if (output === '') throw new Error('output path cannot be empty');
    const url = readUrl(args[0]);
    const reference = readReference(url);
    const pulled = await withRegistry(context, reference, registry => {
      say.action(`pulling artifact from ${url}`);
      return pullArtifact({
        ...registry,
        reference,
        directory: resolve(io.cwd, output),
        onProgress: progressTo(say, 'pulled'),
      });
    });
    const { source, revision, digest, skippedLinks } = pulled;
    if (source) say.success(`source ${source}`);
    if (revision) say.success(`revision ${revision}`);
    const { registry, repository } = reference;
    say.success(`digest ${formatReference({ registry, repository, digest })}`);
    if (skippedLinks > 0) {
      say.warning(`${skippedLinks} symbolic links were left out`);
    }
    say.success(`artifact content extracted to ${output}`);
    return 0;
  },
});
