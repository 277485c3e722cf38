import { buildArtifact } from '@backstage-gitops/oci';
import { resolve } from 'path';
import { artifactCommand } from './artifactCommand';
import { CONTENT_FLAGS, CONTENT_HELP } from './commonFlags';
import { withContent } from './readContent';

const HELP = `Usage: gitops build artifact --path PATH [flags]

Archives a directory or a file, as flux build artifact does: equal content gives
the same file on every machine.

Flags:
  -p, --path PATH             directory or file; - for standard input
  -o, --output FILE           file to write; default artifact.tgz
${CONTENT_HELP}`;

/** `gitops build artifact` */
export const command = artifactCommand({
  name: 'build',
  noun: 'artifact',
  summary: 'Archive manifests as an artifact: build artifact',
  help: HELP,
  flags: {
    ...CONTENT_FLAGS,
    output: { kind: 'string', short: 'o' },
    path: { kind: 'string', short: 'p' },
  },
  run: context =>
    withContent(context, async content => {
      const { flags, io, say } = context;
      const output = flags.last('output') ?? 'artifact.tgz';
      say.action(`building artifact from ${flags.last('path')}`);
      await buildArtifact({
        ...content,
        output: resolve(io.cwd, output),
        signal: io.signal,
      });
      say.success(`artifact created at ${output}`);
      return 0;
    }),
});
