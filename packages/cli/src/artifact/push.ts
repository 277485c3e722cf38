import { formatReference, pushArtifact } from '@backstage-gitops/oci';
import type { ArtifactMetadata, OciReference } from '@backstage-gitops/oci';
import type { CommandIo } from '../command';
import type { ParsedFlags } from '../flags';
import { toYaml } from '../yaml';
import { artifactCommand } from './artifactCommand';
import type { ArtifactContext } from './artifactCommand';
import {
  CONTENT_FLAGS,
  CONTENT_HELP,
  REGISTRY_FLAGS,
  REGISTRY_HELP,
} from './commonFlags';
import { readReference, readUrl, withRegistry } from './openRegistry';
import { progressTo } from './progress';
import { withContent } from './readContent';

const HELP = `Usage: gitops push artifact oci://HOST/REPOSITORY:TAG --path PATH
                            --source URL --revision REVISION [flags]

Archives a directory or a file and uploads it, as flux push artifact does. The
tag is written last: an upload that fails leaves it as it was.

Flags:
  -f, --path PATH             directory or file; - for standard input
      --source URL            where the content comes from, such as a Git URL
      --revision REVISION     <branch|tag>@sha1:<commit>
  -a, --annotations KEY=VALUE further annotation; may be repeated
      --reproducible          say 1970-01-01T00:00:00Z as time of creation, so
                              that equal content gives an equal digest; else
                              $SOURCE_DATE_EPOCH, else now
  -o, --output FORMAT         print what was pushed as json or yaml
${CONTENT_HELP}${REGISTRY_HELP}`;

const FORMATS = ['', 'json', 'yaml'];
const EPOCH = '1970-01-01T00:00:00Z';

/** `gitops push artifact` */
export const command = artifactCommand({
  name: 'push',
  noun: 'artifact',
  summary: 'Push manifests to an OCI registry: push artifact',
  help: HELP,
  flags: {
    ...REGISTRY_FLAGS,
    ...CONTENT_FLAGS,
    annotations: { kind: 'strings', short: 'a' },
    debug: { kind: 'bool' },
    output: { kind: 'string', short: 'o' },
    path: { kind: 'string', short: 'f' },
    reproducible: { kind: 'bool' },
    revision: { kind: 'string' },
    source: { kind: 'string' },
  },
  async run(context) {
    const { flags, args, io } = context;
    if (args.length === 0) throw new Error('artifact URL is required');
    const metadata = readMetadata(flags, io.env);
    const format = flags.last('output') ?? '';
    if (!FORMATS.includes(format)) {
      throw new Error(`--output ${format} is not known: use json or yaml`);
    }
    const url = readUrl(args[0]);
    const reference = readReference(url);
    const digest = await push(context, url, metadata);
    report(context, reference, digest, format);
    return 0;
  },
});

function readMetadata(
  flags: ParsedFlags,
  env: CommandIo['env'],
): ArtifactMetadata {
  const source = flags.last('source');
  if (!source) throw new Error('--source is required');
  const revision = flags.last('revision');
  if (!revision) throw new Error('--revision is required');
  const annotations = flags.values('annotations').map(text => {
    const parts = text.split('=');
    if (parts.length === 2) return parts;
    throw new Error(
      `invalid annotation ${text}, must be in the format key=value`,
    );
  });
  return {
    source,
    revision,
    annotations: Object.fromEntries(annotations),
    created: flags.isSet('reproducible') ? EPOCH : sourceDate(env),
  };
}

/**
 * The time of `SOURCE_DATE_EPOCH`, in seconds since 1970, if it is set.
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
function sourceDate(env: CommandIo['env']): string | undefined {
  const seconds = env.SOURCE_DATE_EPOCH;
  if (!seconds) return undefined;
  if (!/^\d{1,11}$/.test(seconds)) {
    throw new Error(`SOURCE_DATE_EPOCH=${seconds} is no number of seconds`);
  }
  return new Date(Number(seconds) * 1000).toISOString().replace('.000', '');
}

function push(
  context: ArtifactContext,
  url: string,
  metadata: ArtifactMetadata,
): Promise<string> {
  const { flags, say } = context;
  const reference = readReference(url);
  const isQuiet = Boolean(flags.last('output'));
  return withContent(context, content =>
    withRegistry(context, reference, async registry => {
      if (!isQuiet) say.action(`pushing artifact to ${url}`);
      const { digest } = await pushArtifact({
        ...registry,
        ...content,
        reference,
        metadata,
        onProgress: isQuiet ? undefined : progressTo(say, 'pushed'),
      });
      return digest;
    }),
  );
}

function report(
  { io, say }: ArtifactContext,
  { registry, repository, tag }: OciReference,
  digest: string,
  format: string,
): void {
  const name = formatReference({ registry, repository });
  const pushed = formatReference({ registry, repository, digest });
  const info = { url: `oci://${pushed}`, repository: name, tag, digest };
  if (format === 'json') {
    io.stdout.write(`${JSON.stringify(info, undefined, 2)}\n`);
  } else if (format === 'yaml') {
    io.stdout.write(toYaml(info));
  } else {
    say.success(`artifact successfully pushed to ${pushed}`);
  }
}
