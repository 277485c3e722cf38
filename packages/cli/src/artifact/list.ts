import { listArtifacts, parseRepository } from '@backstage-gitops/oci';
import { artifactCommand } from './artifactCommand';
import { REGISTRY_FLAGS, REGISTRY_HELP } from './commonFlags';
import { readUrl, withRegistry } from './openRegistry';
import { formatTable } from './table';

const HELP = `Usage: gitops list artifacts oci://HOST/REPOSITORY [flags]

Lists the tags of a repository with digest, source and revision, as flux list
artifacts does. Tags of cosign are left out.

Flags:
      --filter-semver RANGE   only tags that are versions in this range
      --filter-regex PATTERN  only tags in which this pattern finds something
${REGISTRY_HELP}`;

/** `gitops list artifacts` */
export const command = artifactCommand({
  name: 'list',
  noun: 'artifacts',
  summary: 'List the artifacts of an OCI repository: list artifacts',
  help: HELP,
  flags: {
    ...REGISTRY_FLAGS,
    'filter-regex': { kind: 'string' },
    'filter-semver': { kind: 'string' },
  },
  async run(context) {
    const { flags, args, io } = context;
    if (args.length === 0) {
      throw new Error('artifact repository URL is required');
    }
    const url = readUrl(args[0]);
    const repository = parseRepository(url);
    const artifacts = await withRegistry(context, repository, registry =>
      listArtifacts({
        ...registry,
        repository,
        semverFilter: flags.last('filter-semver'),
        regexFilter: flags.last('filter-regex'),
      }),
    );
    const rows = artifacts.map(({ tag, digest, source, revision }) => [
      ...[`${url}:${tag}`, digest, source ?? '', revision ?? ''],
    ]);
    const headings = ['artifact', 'digest', 'source', 'revision'];
    io.stdout.write(formatTable(headings, rows));
    return 0;
  },
});
