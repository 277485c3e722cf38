import { decode } from '@backstage-gitops/go-yaml';
import type { ProxyOptions, TlsOptions } from '@backstage-gitops/http';
import { parseDuration } from '@backstage-gitops/kube';
import type { Provider } from '@backstage-gitops/plugin-gitops-common';
import { proxyOptionsOf, tlsOptionsOf } from '../../sources/secretAuth';
import { isCommitStatusType } from '../alerts/routeEvent';
import { ProviderError } from '../providers/ProviderError';
import type { ProviderSettings } from '../providers/ProviderType';
import { secretForms } from './redact';
import type { SecretEntries, SecretReader } from './SecretReader';

/** A Provider with its Secrets, ready to send. */
export interface ResolvedProvider {
  /** Without the id of a commit status, which depends on the event. */
  readonly settings: Omit<ProviderSettings, 'commitStatusId'>;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
  /** Milliseconds for one event. */
  readonly timeoutMs: number;
  /** What no message may hold. */
  readonly secrets: readonly string[];
}

const DEFAULT_TIMEOUT_MS = 15_000;
const MAX_ADDRESS = 2048;
/** Longest header map in a Secret, in characters. */
const MAX_HEADERS = 64 * 1024;

function headersOf(yaml: string | undefined): Record<string, string> {
  if (yaml === undefined) return {};
  const refuse = () =>
    new ProviderError(
      'settings',
      "failed to read headers from secret: 'headers' is no YAML map of texts",
    );
  if (yaml.length > MAX_HEADERS) throw refuse();
  let decoded: unknown;
  try {
    decoded = decode(yaml);
  } catch {
    throw refuse(); // the parser may quote a value
  }
  if (decoded === null || decoded === undefined) return {};
  if (typeof decoded !== 'object' || Array.isArray(decoded)) throw refuse();
  const entries = Object.entries(decoded);
  if (entries.some(([, value]) => typeof value !== 'string')) throw refuse();
  return Object.fromEntries(entries as [string, string][]);
}

function addressOf(provider: Provider, secret: SecretEntries): string {
  const { address } = secret;
  if (address !== undefined && Buffer.byteLength(address) > MAX_ADDRESS) {
    throw new ProviderError(
      'settings',
      `invalid address in secret: address exceeds maximum length of ${MAX_ADDRESS} bytes`,
    );
  }
  return address === undefined ? provider.spec.address ?? '' : address.trim();
}

/** The proxy of the newer form, else that of the Secret, else of the spec. */
function proxyOf(
  { metadata, spec }: Provider,
  secret: SecretEntries,
  proxySecret: SecretEntries | undefined,
): ProxyOptions | undefined {
  if (proxySecret) {
    const path = `${metadata.namespace}/${spec.proxySecretRef?.name}`;
    return proxyOptionsOf(proxySecret, path);
  }
  const url = (secret.proxy ?? spec.proxy ?? '').trim();
  if (url === '') return undefined;
  if (URL.canParse(url)) return { url };
  throw new ProviderError(
    'settings',
    `invalid 'proxy' in secret '${metadata.namespace}/${spec.secretRef?.name}'`,
  );
}

/** Certificates of their own Secret; types of commit statuses also take those of secretRef. */
function tlsOf(
  { metadata, spec }: Provider,
  secret: SecretEntries,
  certSecret: SecretEntries | undefined,
): TlsOptions | undefined {
  if (certSecret) {
    const path = `${metadata.namespace}/${spec.certSecretRef?.name}`;
    return tlsOptionsOf(certSecret, path);
  }
  return isCommitStatusType(spec.type) && (secret['ca.crt'] || secret.caFile)
    ? tlsOptionsOf(secret, `${metadata.namespace}/${spec.secretRef?.name}`)
    : undefined;
}

function settingsOf(
  provider: Provider,
  secret: SecretEntries,
): ResolvedProvider['settings'] {
  const { metadata, spec } = provider;
  return {
    uid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    type: spec.type,
    address: addressOf(provider, secret),
    channel: spec.channel ?? '',
    username: secret.username ?? spec.username ?? '',
    password: secret.password ?? '',
    token: secret.token ?? '',
    headers: headersOf(secret.headers),
    secret,
  };
}

/**
 * Reads the Secrets of a Provider.
 * @throws ProviderError - `settings`; ApiError - a Secret is missing;
 *   SecretContentError - one lacks what it must have
 */
export async function resolveProvider(
  provider: Provider,
  reader: SecretReader,
): Promise<ResolvedProvider> {
  const { metadata, spec } = provider;
  const read = (ref: { name: string } | undefined) =>
    ref ? reader.read(metadata.namespace ?? '', ref.name) : undefined;
  const [secret = {}, proxySecret, certSecret] = await Promise.all([
    read(spec.secretRef),
    read(spec.proxySecretRef),
    read(spec.certSecretRef),
  ]);
  const settings = settingsOf(provider, secret);
  const proxy = proxyOf(provider, secret, proxySecret);
  const secrets = [
    settings.address,
    ...Object.values(secret),
    ...Object.values(settings.headers),
    ...Object.values(proxySecret ?? {}),
    ...(proxy ? [proxy.url] : []),
  ];
  return {
    settings,
    proxy,
    tls: tlsOf(provider, secret, certSecret),
    timeoutMs: spec.timeout ? parseDuration(spec.timeout) : DEFAULT_TIMEOUT_MS,
    secrets: secretForms(secrets),
  };
}
