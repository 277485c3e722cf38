import {
  HelmError,
  loadChart,
  readIndex,
  type Chart,
} from '@backstage-gitops/helm';
import {
  basicAuthorization,
  HttpClient,
  limitBytes,
  readBytes,
} from '@backstage-gitops/http';
import { existsSync } from 'fs';
import { resolve } from 'path';
import { networkOf } from '../networkFlags';
import { readTls, wantedVersion, type ChartPlace } from './chartPlace';
import { findChartVersion } from './findChartVersion';
import { pullOciChart } from './pullOciChart';
import { readChart } from './readChart';
import { findAlias, type KnownRepository } from './repositoryAlias';

/** Bytes of an index of a repository, and of a packed chart. */
const MAX_FILE_BYTES = 50 * 1024 ** 2;
const USER_AGENT = 'gitops-helm';
const URL_SCHEME = /^https?:\/\//;

/**
 * The chart that a command line names: a folder or an archive on disk, a name
 * in the repository of `--repo` or of `helm repo add`, the address of an
 * archive, or `oci://`.
 * @throws HelmError or Error, worded as Helm words them
 */
export async function locateChart(
  reference: string,
  place: ChartPlace,
): Promise<Chart> {
  const { flags, io, log } = place;
  const name = reference.trim();
  const repository = flags.last('repo') ?? '';
  const warn = (message: string) => log.warn(message);
  if (repository === '' && isOnDisk(name, io.cwd)) {
    return readChart(name, io.cwd, message =>
      log.write({ level: 'info', message }),
    );
  }
  const fromRepository =
    (chart: string, url: string) => async (download: Download) => {
      const address = await chartInRepository(chart, url, place, download);
      const isSameHost = hostOf(address) === hostOf(url);
      return loadChart(await download(address, isSameHost), { warn });
    };
  if (repository !== '') {
    return withClient(place, fromRepository(name, repository));
  }
  if (name.startsWith('oci://')) {
    return loadChart(await pullOciChart(name, place), { warn });
  }
  if (URL_SCHEME.test(name)) {
    return withClient(place, async download =>
      loadChart(await download(name, true), { warn }),
    );
  }
  const alias = findAlias(name, flags, io);
  return withClient(
    place,
    fromRepository(alias.chart, alias.repository.url),
    alias.repository,
  );
}

function isOnDisk(name: string, cwd: string): boolean {
  return (
    existsSync(resolve(cwd, name)) ||
    name.startsWith('/') ||
    name.startsWith('.')
  );
}

const hostOf = (url: string) => new URL(url).host;

/** @param withCredentials - the host is the one that they are for */
type Download = (url: string, withCredentials: boolean) => Promise<Uint8Array>;

async function chartInRepository(
  name: string,
  repository: string,
  { flags }: ChartPlace,
  download: Download,
): Promise<string> {
  const base = `${repository.replace(/\/+$/, '')}/`;
  let index: Uint8Array;
  try {
    index = await download(new URL('index.yaml', base).toString(), true);
  } catch (error) {
    throw new HelmError(
      'CHART',
      `looks like ${JSON.stringify(
        repository,
      )} is not a valid chart repository or cannot be reached: ${
        (error as Error).message
      }`,
      { cause: error },
    );
  }
  const version = wantedVersion(flags);
  const { entries } = readIndex(new TextDecoder().decode(index));
  const found = findChartVersion(entries?.get(name) ?? [], version);
  const wanted = `chart ${JSON.stringify(name)}${
    version === '' ? '' : ` version ${JSON.stringify(version)}`
  }`;
  if (!found) {
    throw new HelmError(
      'CHART',
      `${wanted} not found in ${repository} repository`,
    );
  }
  const [url] = found.urls ?? [];
  if (!url) throw new HelmError('CHART', `${wanted} has no downloadable URLs`);
  return new URL(url, base).toString();
}

/** @param known - whose certificates and credentials count where no flag says so */
async function withClient<T>(
  { flags, io }: ChartPlace,
  work: (download: Download) => Promise<T>,
  known?: KnownRepository,
): Promise<T> {
  const client = new HttpClient({
    userAgent: USER_AGENT,
    network: networkOf(flags),
    tls: readTls(flags, io.cwd, known),
  });
  const username = flags.last('username') || known?.username || '';
  const password = flags.last('password') || known?.password || '';
  const isOpen = flags.isSet('pass-credentials') || known?.passesCredentials;
  const authorization =
    username === '' && password === ''
      ? undefined
      : basicAuthorization(username, password);
  try {
    return await work(async (url, withCredentials) => {
      const isAllowed = withCredentials || isOpen;
      const answer = await client.get({
        url,
        signal: io.signal,
        ...(isAllowed && authorization && { authorization }),
      });
      const { status, statusText, body } = answer;
      if (status !== 200) {
        await answer.discard();
        throw new HelmError(
          'CHART',
          `failed to fetch ${url} : ${status} ${statusText}`,
        );
      }
      return readBytes(limitBytes(body, MAX_FILE_BYTES, tooLarge(url)));
    });
  } finally {
    await client.close();
  }
}

const tooLarge = (url: string) => () =>
  new HelmError('LIMIT', `${url} has more than ${MAX_FILE_BYTES} bytes`);
