import { HelmError } from '@backstage-gitops/helm';
import { limitBytes, readBytes } from '@backstage-gitops/http';
import {
  MediaType,
  parseReference,
  RegistryClient,
  selectTag,
  type OciReference,
} from '@backstage-gitops/oci';
import { parseVersion } from '@backstage-gitops/semver';
import { dockerCredentials } from '../artifact/dockerCredentials';
import { networkOf } from '../networkFlags';
import { readTls, wantedVersion, type ChartPlace } from './chartPlace';

const SCHEME = 'oci://';
const USER_AGENT = 'gitops-helm';
/** Bytes of a packed chart. */
const MAX_CHART_BYTES = 50 * 1024 ** 2;

/**
 * The packed chart of an `oci://` address: of its tag or digest, of the version
 * or range of `--version`, else the newest stable one.
 * @throws HelmError or OciError
 */
export async function pullOciChart(
  address: string,
  place: ChartPlace,
): Promise<Uint8Array> {
  const { flags, io } = place;
  const { signal } = io;
  const reference = readReference(address.slice(SCHEME.length));
  const username = flags.last('username') ?? '';
  const password = flags.last('password') ?? '';
  const credentials =
    username === '' && password === ''
      ? await dockerCredentials(reference, io.env, signal)
      : { username, password };
  const client = new RegistryClient({
    userAgent: USER_AGENT,
    network: networkOf(flags),
    tls: readTls(flags, io.cwd),
    insecure: flags.isSet('plain-http'),
    credentials: () => credentials,
  });
  try {
    const chosen = await chooseTag(client, reference, place);
    const { manifest } = await client.getImage(chosen, { signal });
    const layer = manifest.layers.find(
      ({ mediaType }) => mediaType === MediaType.helmChart,
    );
    if (!layer) {
      throw new HelmError('CHART', `${address} has no layer with a chart`);
    }
    const blob = client.getBlob(reference, layer, { signal });
    return await readBytes(
      limitBytes(blob, MAX_CHART_BYTES, tooLarge(address)),
    );
  } finally {
    await client.close();
  }
}

/** Without a tag where the address has none. */
function readReference(text: string): OciReference {
  const { tag, ...rest } = parseReference(text);
  const hasTag = /:[^/]+$/.test(text.split('@')[0]);
  return hasTag ? { ...rest, tag } : rest;
}

const tooLarge = (address: string) => () =>
  new HelmError('LIMIT', `${address} has more than ${MAX_CHART_BYTES} bytes`);

async function chooseTag(
  client: RegistryClient,
  reference: OciReference,
  { flags, io: { signal } }: ChartPlace,
): Promise<OciReference> {
  const version = wantedVersion(flags);
  const { tag, digest } = reference;
  if (version !== '' && tag !== undefined && tag !== version) {
    throw new HelmError(
      'CHART',
      `chart reference and version mismatch: ${version} is not ${tag}`,
    );
  }
  if (digest !== undefined) return { ...reference, tag: undefined };
  if (tag !== undefined) return reference;
  const semver = version === '' ? '*' : version;
  if (isVersion(semver)) {
    return { ...reference, tag: semver.replaceAll('+', '_') };
  }
  const tags = await client.listTags(reference, { signal });
  const found = await selectTag(tags, { semver, isChart: true, signal });
  return { ...reference, tag: found };
}

function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch {
    return false;
  }
}
