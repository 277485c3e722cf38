import { dependencyName } from '@backstage-gitops/helm';
import type { Dependency } from '@backstage-gitops/helm';
import { stat } from 'fs/promises';
import { join } from 'path';
import { ChartBuildError } from '../build/ChartBuildError';
import { MAX_UNPACKED_BYTES } from '../build/limits';
import type { FetchedDependency } from '../build/request';
import type { ChartRepository } from '../repositories/ChartRepository';
import { normalizeUrl } from '../repositories/normalizeUrl';
import { openRepository } from '../repositories/openRepository';
import type { HelmChartContext, HelmChartDeps } from '../types';

/** Downloads dependencies of one chart, each repository opened once. */
class DependencyFetcher {
  readonly #repositories = new Map<string, ChartRepository>();
  #left = MAX_UNPACKED_BYTES;
  #count = 0;

  constructor(
    private readonly ctx: HelmChartContext,
    private readonly deps: HelmChartDeps,
    private readonly workDirectory: string,
  ) {}

  /** @throws Error - why it can't be had */
  async fetch(dependency: Dependency): Promise<FetchedDependency> {
    const { name, repository: url, version: range } = dependency;
    const repository = await this.#open(url);
    const reference = await withPrefix(
      `failed to get chart '${name}' version '${range}' from '${url}': `,
      () => repository.find(name, range),
    );
    const { version } = reference;
    this.#count += 1;
    const file = join(this.workDirectory, `dependency-${this.#count}.tgz`);
    await withPrefix(`chart download of version '${version}' failed: `, () =>
      repository.download(reference, file),
    );
    await this.#requireSize(file);
    return { name: dependencyName(dependency), file, version };
  }

  async close(): Promise<void> {
    for (const repository of this.#repositories.values()) {
      await repository.close?.();
    }
  }

  async #open(repositoryUrl: string): Promise<ChartRepository> {
    const url = normalizeUrl(repositoryUrl);
    requireKnownScheme(url);
    const open = this.#repositories.get(url);
    if (open) return open;
    const { ctx, deps, workDirectory } = this;
    const found = deps.sources.findRepository(ctx.key.namespace ?? '', url);
    const repository = await withPrefix(
      `failed to get chart repository for URL '${url}': `,
      () =>
        openRepository(ctx, deps, {
          // The address alone decides what kind of repository it is.
          spec: {
            ...found?.spec,
            url: found?.spec.url ?? url,
            type: undefined,
          },
          artifact: found?.status?.artifact,
          indexFile: join(
            workDirectory,
            `index-${this.#repositories.size}.yaml`,
          ),
        }),
    );
    this.#repositories.set(url, repository);
    return repository;
  }

  async #requireSize(file: string): Promise<void> {
    this.#left -= (await stat(file)).size;
    if (this.#left >= 0) return;
    throw new Error(`dependencies exceed ${MAX_UNPACKED_BYTES} bytes`);
  }
}

function requireKnownScheme(url: string): void {
  if (url.startsWith('@')) {
    throw new Error(`aliased repository dependency is not supported: ${url}`);
  }
  if (!/^(?:oci|https?):\/\//.test(url)) {
    throw new Error(`invalid dependency repository URL: ${url}`);
  }
}

async function withPrefix<T>(
  prefix: string,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw new Error(`${prefix}${(cause as Error).message}`, { cause });
  }
}

/**
 * Downloads the dependencies of a chart: from the HelmRepository of the same
 * namespace that has the address of a dependency, else without credentials.
 * @throws ChartBuildError - `dependency`
 */
export async function fetchDependencies(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
  request: {
    readonly missing: readonly Dependency[];
    readonly workDirectory: string;
  },
): Promise<FetchedDependency[]> {
  const fetcher = new DependencyFetcher(ctx, deps, request.workDirectory);
  const fetched: FetchedDependency[] = [];
  try {
    for (const dependency of request.missing) {
      fetched.push(await fetchOne(ctx, fetcher, dependency));
    }
  } finally {
    await fetcher.close();
  }
  return fetched;
}

async function fetchOne(
  { signal }: HelmChartContext,
  fetcher: DependencyFetcher,
  dependency: Dependency,
): Promise<FetchedDependency> {
  try {
    return await fetcher.fetch(dependency);
  } catch (cause) {
    signal.throwIfAborted();
    throw new ChartBuildError(
      'dependency',
      `failed to add remote dependency '${dependencyName(dependency)}': ${
        (cause as Error).message
      }`,
      { cause },
    );
  }
}
