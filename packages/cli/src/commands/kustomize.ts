import {
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { renderHelmChartForKustomize } from '@backstage-gitops/helm';
import {
  buildKustomization,
  type BuildOptions,
  type FileSystem,
  type LoadRestrictor,
} from '@backstage-gitops/kustomize';
import type { Command } from '../command';
import { ENVIRONMENT } from '../helm/environment';

const USAGE =
  'usage: gitops kustomize build [DIR] [--load-restrictor LoadRestrictionsRootOnly|LoadRestrictionsNone] ' +
  '[-o FILE] [--reorder legacy|none]';

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  ELOOP: 'too many levels of symbolic links',
};

function attempt<T>(verb: string, path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new Error(`${verb} ${path}: ${FAULTS[code] ?? code}`);
  }
}

/** The files of this machine for the engine. */
export const diskFileSystem: FileSystem = {
  readFile: path => attempt('open', path, () => readFileSync(path)),
  stat: path => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return { kind: stats.isDirectory() ? 'dir' : 'file' };
  },
  readDir: path => attempt('open', path, () => readdirSync(path).sort()),
  realPath: path => attempt('lstat', path, () => realpathSync(path)),
};

const RESTRICTORS: readonly string[] = [
  'LoadRestrictionsRootOnly',
  'LoadRestrictionsNone',
];

const OPTIONS = {
  'load-restrictor': { type: 'string', default: RESTRICTORS[0] },
  output: { type: 'string', short: 'o' },
  reorder: { type: 'string', default: 'legacy' },
  'enable-helm': { type: 'boolean', default: false },
  'helm-kube-version': { type: 'string' },
  'helm-api-versions': { type: 'string', multiple: true },
} as const;

function parse(argv: string[]) {
  const { values, positionals } = parseArgs({
    args: argv,
    options: OPTIONS,
    allowPositionals: true,
  });
  if (positionals[0] !== 'build' || positionals.length > 2)
    throw new Error(USAGE);
  if (!RESTRICTORS.includes(values['load-restrictor'])) {
    throw new Error(
      `illegal flag value --load-restrictor ${
        values['load-restrictor']
      }; legal values: ${RESTRICTORS.join(', ')}`,
    );
  }
  if (!['legacy', 'none'].includes(values.reorder)) {
    throw new Error(
      `illegal flag value --reorder ${values.reorder}; legal values: legacy, none`,
    );
  }
  const options: BuildOptions = {
    loadRestrictor: values['load-restrictor'] as LoadRestrictor,
    reorder: values.reorder as 'legacy' | 'none',
    enableHelm: values['enable-helm'],
    renderHelm: release => renderHelmChartForKustomize(release, ENVIRONMENT),
    helmKubeVersion: values['helm-kube-version'],
    helmApiVersions: values['helm-api-versions'],
  };
  return { directory: positionals[1] ?? '.', output: values.output, options };
}

/** `gitops kustomize build`: prints what `kustomize build` prints. */
export const command: Command = {
  name: 'kustomize',
  summary: 'Build a kustomization, as `kustomize build` does',
  async run(argv, { stdout, stderr, cwd }) {
    try {
      const { directory, output, options } = parse(argv);
      const result = await buildKustomization(
        diskFileSystem,
        resolve(cwd, directory),
        options,
      );
      const text = result.yaml();
      for (const warning of result.warnings) stderr.write(`${warning}\n`);
      if (output === undefined) {
        await new Promise<void>(done => {
          stdout.write(text, () => done());
        });
      } else {
        writeFileSync(resolve(cwd, output), text);
      }
      return 0;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      stderr.write(`Error: ${text.trimEnd().replace(/\n+/g, '; ')}\n`);
      return 1;
    }
  },
};
