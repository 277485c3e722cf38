import {
  findVersionText,
  strictVersion,
  versionsOfTags,
} from '@backstage-gitops/helm';
import { isOciError, MediaType, parseRepository } from '@backstage-gitops/oci';
import type {
  Descriptor,
  OciReference,
  OciRepository,
  RegistryClient,
} from '@backstage-gitops/oci';
import { createWriteStream } from 'fs';
import { pipeline } from 'stream/promises';
import {
  ChartBuildError,
  isChartBuildError,
  toBuildError,
} from '../build/ChartBuildError';
import type { ChartReference, ChartRepository } from './ChartRepository';

/** What an {@link OciChartRepository} needs. */
interface OciChartRepositoryOptions {
  /** `oci://host/path`, without a slash at its end. */
  readonly url: string;
  /** Is closed with the repository. */
  readonly client: RegistryClient;
  readonly signal: AbortSignal;
}

/** Media types of the layer that is the chart; the second is of Helm before 3.7. */
const CHART_LAYERS: readonly string[] = [
  MediaType.helmChart,
  'application/tar+gzip',
];

/** Charts of a registry: a chart is a repository below the address, a version a tag. */
export class OciChartRepository implements ChartRepository {
  constructor(private readonly options: OciChartRepositoryOptions) {}

  /** A version in full needs no list of tags. */
  async find(name: string, range: string): Promise<ChartReference> {
    const version = strictVersion(range)
      ? range
      : await this.#findTag(name, range);
    const url = `${this.#urlOf(name)}:${version}`;
    return { name, version, url, digest: '' };
  }

  async download({ name, url, version }: ChartReference, file: string) {
    const { signal } = this.options;
    try {
      const reference = { ...this.#repositoryOf(name), tag: toTag(version) };
      const layer = await this.#layerOf(reference);
      const blob = this.options.client.getBlob(reference, layer, { signal });
      await pipeline(blob, createWriteStream(file));
    } catch (error) {
      throw toPullError(error, `failed to get '${url}': `);
    }
  }

  async close(): Promise<void> {
    await this.options.client.close();
  }

  #urlOf(name: string): string {
    return `${this.options.url}/${name}`;
  }

  #repositoryOf(name: string): OciRepository {
    return parseRepository(this.#urlOf(name));
  }

  async #findTag(name: string, range: string): Promise<string> {
    const prefix = `could not get tags for ${JSON.stringify(name)}: `;
    const url = this.#urlOf(name);
    const versions = versionsOfTags(await this.#listTags(name, prefix));
    if (versions.length === 0) {
      throw new ChartBuildError(
        'pull',
        `${prefix}unable to locate any tags in provided repository: ${url}`,
      );
    }
    const found = tryFind(versions, range);
    if (found !== undefined) return found;
    throw new ChartBuildError(
      'pull',
      `could not locate a version matching provided version string ${range}`,
    );
  }

  async #listTags(name: string, prefix: string): Promise<string[]> {
    const { client, signal } = this.options;
    const text = JSON.stringify(this.#urlOf(name));
    try {
      return await client.listTags(this.#repositoryOf(name), { signal });
    } catch (error) {
      throw toPullError(error, `${prefix}could not fetch tags for ${text}: `);
    }
  }

  async #layerOf(reference: OciReference): Promise<Descriptor> {
    const { client, signal } = this.options;
    const { manifest } = await this.#fetch(reference, () =>
      client.getImage(reference, { signal }),
    );
    const layer = manifest.layers.find(({ mediaType }) =>
      CHART_LAYERS.includes(mediaType),
    );
    if (layer) return layer;
    throw new Error(
      `manifest does not contain a layer with mediatype ${MediaType.helmChart}`,
    );
  }

  /** Failures to read a manifest, in the words of Helm. */
  async #fetch<T>(
    { registry, repository, tag }: OciReference,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const isMissing = isOciError(error) && error.code === 'not-found';
      const why = isMissing
        ? `${registry}/${repository}:${tag}: not found`
        : (error as Error).message;
      const text = `failed to perform "FetchReference" on source: ${why}`;
      throw toPullError(error, '', text);
    }
  }
}

/** Tags can't have the `+` of a version; Helm writes `_`. */
function toTag(version: string): string {
  return version.replaceAll('+', '_');
}

function tryFind(versions: readonly string[], range: string) {
  try {
    return findVersionText(versions, range);
  } catch (error) {
    throw toBuildError(error, 'pull');
  }
}

/** The failure of a registry, or of an earlier step, with words in front. */
function toPullError(
  error: unknown,
  prefix: string,
  text = (error as Error).message,
): ChartBuildError {
  const isRefused = isOciError(error) && error.code === 'unauthorized';
  const code = isRefused ? 'authentication' : 'pull';
  const known = isChartBuildError(error) ? error.code : code;
  return new ChartBuildError(known, `${prefix}${text}`, { cause: error });
}
