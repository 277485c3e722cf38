import { renderHelmChartForKustomize } from '@backstage-gitops/helm';
import {
  buildKustomization,
  nodeFileSystem,
  parseRepositoryReference,
  type BuildOptions,
  type BuildResult,
  type LoadRestrictor,
} from '@backstage-gitops/kustomize';
import * as fs from 'fs';
import { resolve } from 'path';
import type { Command, CommandIo } from '../command';
import { ENVIRONMENT } from '../helm/environment';
import { parseFlags, type ParsedFlags } from '../flags';
import { BUILD_FLAGS, BUILD_HELP } from '../kustomize/buildFlags';
import { RemoteFiles } from '../kustomize/RemoteFiles';
import { writeObjects } from '../kustomize/writeObjects';
import { networkOf } from '../networkFlags';

const RESTRICTORS: readonly string[] = [
  'LoadRestrictionsRootOnly',
  'LoadRestrictionsNone',
];

const ORDERS: readonly string[] = ['legacy', 'none'];

function wordOf(flags: ParsedFlags, name: string, legal: readonly string[]) {
  const word = flags.last(name) ?? legal[0];
  if (legal.includes(word)) return word;
  throw new Error(
    `illegal flag value --${name} ${word}; legal values: [${legal.join(' ')}]`,
  );
}

/** @returns undefined when help was asked for */
function parse(argv: string[]) {
  const flags = parseFlags(argv, BUILD_FLAGS);
  if (flags.isSet('help')) return undefined;
  const [verb, target, ...more] = flags.words;
  if (verb !== 'build' || more.length > 0) {
    throw new Error('expected build [DIR|URL]; see gitops kustomize --help');
  }
  const options: BuildOptions = {
    loadRestrictor: wordOf(
      flags,
      'load-restrictor',
      RESTRICTORS,
    ) as LoadRestrictor,
    reorder: wordOf(flags, 'reorder', ORDERS) as 'legacy' | 'none',
    enableHelm:
      flags.isSet('enable-helm') || flags.isSet('enable-alpha-plugins'),
    renderHelm: release => renderHelmChartForKustomize(release, ENVIRONMENT),
    helmKubeVersion: flags.last('helm-kube-version'),
    helmApiVersions: flags.values('helm-api-versions'),
    addManagedByLabel: flags.isSet('enable-managedby-label'),
  };
  const { warnings } = flags;
  const output = flags.last('output') || undefined;
  const network = networkOf(flags);
  return { target: target ?? '.', output, options, network, warnings };
}

type Request = Exclude<ReturnType<typeof parse>, undefined>;

async function build(
  { target, output, options, network, warnings }: Request,
  { stdout, stderr, cwd, signal }: CommandIo,
): Promise<void> {
  const remotes = new RemoteFiles(signal, network);
  try {
    const isRemote = parseRepositoryReference(target) !== undefined;
    const result = await buildKustomization(
      nodeFileSystem(fs),
      isRemote ? target : resolve(cwd, target),
      { ...options, fetcher: remotes },
    );
    for (const warning of [...warnings, ...result.warnings]) {
      stderr.write(`${warning}\n`);
    }
    if (output !== undefined) {
      writeOutput(resolve(cwd, output), result);
      return;
    }
    const text = result.yaml();
    await new Promise<void>(done => {
      stdout.write(text, () => done());
    });
  } finally {
    await remotes.remove();
  }
}

/** To a file; to a file per object where `path` is a directory. */
function writeOutput(path: string, result: BuildResult): void {
  if (fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    writeObjects(path, result.resources);
  } else {
    fs.writeFileSync(path, result.yaml());
  }
}

/** `gitops kustomize build`: prints what `kustomize build` prints. */
export const command: Command = {
  name: 'kustomize',
  summary: 'Build a kustomization, as `kustomize build` does',
  async run(argv, io) {
    try {
      const request = parse(argv);
      if (request === undefined) io.stdout.write(BUILD_HELP);
      else await build(request, io);
      return 0;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      io.stderr.write(`Error: ${text.trimEnd().replace(/\n+/g, '; ')}\n`);
      return 1;
    }
  },
};
