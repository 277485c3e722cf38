import { formatReference, tagArtifact } from '@backstage-gitops/oci';
import { artifactCommand } from './artifactCommand';
import { REGISTRY_FLAGS, REGISTRY_HELP } from './commonFlags';
import { readReference, readUrl, withRegistry } from './openRegistry';

const HELP = `Usage: gitops tag artifact oci://HOST/REPOSITORY:TAG --tag TAG [flags]

Gives an artifact further tags, as flux tag artifact does.

Flags:
      --tag LIST              tags to write; may be repeated
${REGISTRY_HELP}`;

/** `gitops tag artifact` */
export const command = artifactCommand({
  name: 'tag',
  noun: 'artifact',
  summary: 'Tag an artifact in an OCI registry: tag artifact',
  help: HELP,
  flags: { ...REGISTRY_FLAGS, tag: { kind: 'slice' } },
  async run(context) {
    const { flags, args, say } = context;
    if (args.length === 0) throw new Error('artifact name is required');
    const tags = flags.values('tag');
    if (tags.length === 0) throw new Error('--tag is required');
    const reference = readReference(readUrl(args[0]));
    await withRegistry(context, reference, async registry => {
      say.action('tagging artifact');
      for (const tag of tags) {
        await tagArtifact({ ...registry, reference, tag });
        const { registry: host, repository } = reference;
        const name = formatReference({ registry: host, repository, tag });
        say.success(`artifact tagged as ${name}`);
      }
    });
    return 0;
  },
});
