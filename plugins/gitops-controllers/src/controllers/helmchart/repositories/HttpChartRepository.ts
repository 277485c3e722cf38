import { findVersion } from '@backstage-gitops/helm';
import type { VersionLookup } from '@backstage-gitops/helm';
import type { NetworkPolicy } from '@backstage-gitops/http';
import { isSourceFailure } from '../../../sources';
import { downloadFile } from '../../helmrepository/downloadFile';
import type { Access } from '../../helmrepository/resolveAccess';
import { ChartBuildError, toBuildError } from '../build/ChartBuildError';
import type { ChartReference, ChartRepository } from './ChartRepository';

/** What an {@link HttpChartRepository} needs. */
interface HttpChartRepositoryOptions {
  /** Address of the repository, with a slash at the end of its path. */
  readonly url: string;
  readonly access: Access;
  /** Whether the credentials are sent to other hosts too. */
  readonly passCredentials: boolean;
  readonly network: NetworkPolicy;
  /** Bytes that an archive may have. */
  readonly maxChartBytes: number;
  readonly signal: AbortSignal;
  /** Reads the index. */
  readonly lookup: () => Promise<VersionLookup>;
}

const HAS_SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const SHA256 = /^(?:sha256:)?([0-9a-f]{64})$/i;

/** Charts of a repository with an index.yaml. */
export class HttpChartRepository implements ChartRepository {
  constructor(private readonly options: HttpChartRepositoryOptions) {}

  async find(name: string, range: string): Promise<ChartReference> {
    const lookup = await this.#readIndex();
    const records = lookup.versionsOf(name);
    if (!records) throw notFound('no chart name found');
    if (records.length === 0) throw notFound('no chart version found');
    const found = findIn(records, range);
    if (!found) {
      throw notFound(
        `no '${name}' chart with version matching '${range}' found`,
      );
    }
    const { version, url, digest } = found;
    return { name, version, url, digest };
  }

  async download(chart: ChartReference, file: string): Promise<void> {
    const { name, url } = chart;
    if (url === undefined) {
      throw pullError(`chart '${name}' has no downloadable URLs`);
    }
    const address = this.#addressOf(url);
    const digest = await this.#save(address, file);
    const [, expected] = SHA256.exec(chart.digest) ?? [];
    if (expected && expected.toLowerCase() !== digest) {
      throw pullError(
        `the archive at ${address} has the digest sha256:${digest}, the index says sha256:${expected}`,
      );
    }
  }

  async #readIndex(): Promise<VersionLookup> {
    try {
      return await this.options.lookup();
    } catch (error) {
      if (isSourceFailure(error as Error)) throw error;
      throw toBuildError(error, 'pull', 'failed to load index: ');
    }
  }

  /** @throws ChartBuildError - `pull`: not an address of HTTP */
  #addressOf(reference: string): string {
    const [, scheme] = HAS_SCHEME.exec(reference) ?? [];
    if (scheme && !/^https?$/i.test(scheme)) {
      throw pullError(
        `Get "${reference}": unsupported protocol scheme "${scheme}"`,
      );
    }
    if (scheme) return reference;
    const base = new URL(this.options.url);
    if (!URL.canParse(reference, base)) {
      throw pullError(`failed to parse ${reference} as URL`);
    }
    const resolved = new URL(reference, base);
    resolved.search = base.search;
    return resolved.toString();
  }

  async #save(url: string, file: string): Promise<string> {
    const { access, maxChartBytes, network, signal } = this.options;
    try {
      const { sha256 } = await downloadFile({
        ...{ url, file, network, signal },
        access: this.#isTrusted(url)
          ? access
          : { ...access, authorization: undefined },
        maxBytes: maxChartBytes,
        tooLarge: `size of the chart at ${url} exceeds '${maxChartBytes}' bytes limit`,
      });
      return sha256;
    } catch (error) {
      if (isSourceFailure(error as Error)) throw error;
      const { message } = error as Error;
      const isRefused = /: 401 /.test(message) || isOfTls(error as Error);
      throw toBuildError(error, isRefused ? 'authentication' : 'pull');
    }
  }

  /** Whether the credentials may be sent to an address. */
  #isTrusted(url: string): boolean {
    const [own, other] = [this.options.url, url].map(text => new URL(text));
    return this.options.passCredentials || own.origin === other.origin;
  }
}

function findIn(
  records: Parameters<typeof findVersion>[0],
  range: string,
): ReturnType<typeof findVersion> {
  try {
    return findVersion(records, range);
  } catch (error) {
    throw toBuildError(error, 'reference');
  }
}

/** Failures of HTTPS, which Flux takes for those of signing in. */
function isOfTls({ cause }: Error): boolean {
  const { name, code } = (cause ?? {}) as { name?: string; code?: string };
  return name === 'HttpError' && code === 'tls';
}

function notFound(message: string): ChartBuildError {
  return new ChartBuildError('reference', message);
}

function pullError(message: string): ChartBuildError {
  return new ChartBuildError('pull', message);
}
