import { parseDuration } from '@backstage-gitops/kube';
import {
  OciError,
  parseReference,
  RegistryClient,
} from '@backstage-gitops/oci';
import type {
  OciReference,
  OciRepository,
  RegistryCredentials,
} from '@backstage-gitops/oci';
import type { ArtifactContext } from './artifactCommand';
import { networkOf } from '../networkFlags';
import { dockerCredentials } from './dockerCredentials';

/** A client, and the deadline of its command. */
interface Registry {
  readonly client: RegistryClient;
  readonly signal: AbortSignal;
}

const PROVIDERS = ['generic', 'aws', 'azure', 'gcp'];
const SCHEME = 'oci://';
const DEFAULT_TIMEOUT = '5m0s';
/** Longest wait of a timer; a longer time-out is as good as none. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const USER_AGENT = 'gitops';
/** The flux CLI has no limit; a terabyte keeps a size that is a lie from filling a disk. */
const MAX_BLOB_BYTES = 1024 ** 4;

/**
 * The address of an artifact without `oci://`, as it was given.
 * @throws Error - in the words of the flux CLI
 */
export function readUrl(url: string): string {
  if (!url.startsWith(SCHEME)) {
    throw new Error("URL must be in format 'oci://<domain>/<org>/<repo>'");
  }
  const address = url.slice(SCHEME.length);
  readReference(address);
  return address;
}

/** @throws Error - in the words of the flux CLI */
export function readReference(address: string): OciReference {
  try {
    return parseReference(address);
  } catch (error) {
    if (!(error instanceof OciError)) throw error;
    throw new Error(`'${SCHEME}${address}' invalid URL: ${error.message}`);
  }
}

/**
 * Works with the registry of a command within its time-out, signed in by
 * `--creds` or by the user's docker configuration.
 */
export async function withRegistry<T>(
  context: ArtifactContext,
  repository: OciRepository,
  work: (registry: Registry) => Promise<T>,
): Promise<T> {
  const { flags } = context;
  requireProvider(flags.last('provider') ?? PROVIDERS[0]);
  const timeout = flags.last('timeout') ?? DEFAULT_TIMEOUT;
  const { signal, clear } = deadline(timeout, context.io.signal);
  try {
    const credentials = await signIn(context, repository, signal);
    const client = new RegistryClient({
      userAgent: USER_AGENT,
      network: networkOf(flags),
      insecure: flags.isSet('insecure-registry'),
      limits: { blobBytes: MAX_BLOB_BYTES },
      credentials: () => credentials,
    });
    try {
      return await work({ client, signal });
    } finally {
      await client.close();
    }
  } catch (error) {
    throw signal.aborted ? whyAborted(context, timeout) : error;
  } finally {
    clear();
  }
}

function requireProvider(provider: string): void {
  if (!PROVIDERS.includes(provider)) {
    throw new Error(
      `invalid argument "${provider}" for "--provider" flag: source OCI provider '${provider}' is not supported, must be one of: ${PROVIDERS.join(
        ', ',
      )}`,
    );
  }
  if (provider !== PROVIDERS[0]) {
    throw new Error(
      `--provider ${provider} is not supported: sign in with docker login, a credential helper or --creds`,
    );
  }
}

async function signIn(
  { flags, io, say }: ArtifactContext,
  repository: OciRepository,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const creds = flags.last('creds');
  if (!creds) return dockerCredentials(repository, io.env, signal);
  say.action('logging in to registry with credentials');
  const colon = creds.indexOf(':');
  return colon < 0
    ? { registryToken: creds }
    : { username: creds.slice(0, colon), password: creds.slice(colon + 1) };
}

function deadline(timeout: string, stopped: AbortSignal) {
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs < 0) throw new Error(`--timeout ${timeout} is negative`);
  const ended = new AbortController();
  const timer =
    timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS
      ? setTimeout(() => ended.abort(), timeoutMs)
      : undefined;
  return {
    signal: AbortSignal.any([stopped, ended.signal]),
    clear: () => clearTimeout(timer),
  };
}

function whyAborted({ io }: ArtifactContext, timeout: string): Error {
  return new Error(
    io.signal.aborted
      ? 'interrupted'
      : `not done within ${timeout}: set a longer --timeout`,
  );
}
