import { decode } from '@backstage-gitops/go-yaml';
import type { NetworkPolicy } from '@backstage-gitops/http';
import { ageKeyService, pgpKeyService } from '@backstage-gitops/sops';
import type { KeyService, MasterKeyKind } from '@backstage-gitops/sops';
import type { DecryptionKeys } from './request';

type RemoteServices = typeof import('@backstage-gitops/sops-node');

/** The clouds' clients are large: loaded when a document first names one. */
const loadRemoteServices = () => import('@backstage-gitops/sops-node');

function remoteService(
  kind: MasterKeyKind,
  load: () => Promise<RemoteServices>,
  create: (services: RemoteServices) => KeyService,
): KeyService {
  let service: Promise<KeyService> | undefined;
  return {
    kinds: [kind],
    async decrypt(key) {
      service ??= load().then(create);
      return (await service).decrypt(key);
    },
  };
}

/** Reads the entry `name`, a YAML mapping of texts; undefined when absent. */
function credentials<K extends string>(
  keys: DecryptionKeys,
  name: string,
  required: readonly K[],
): (Record<K, string> & Record<string, string>) | undefined {
  const bytes = keys[name];
  if (!bytes) return undefined;
  const value = decode(new TextDecoder().decode(bytes));
  const fields = (value ?? {}) as Record<K, string> & Record<string, string>;
  const missing = required.filter(field => typeof fields[field] !== 'string');
  if (missing.length > 0) {
    throw new Error(`${name} has no ${missing.join(', ')}`);
  }
  return fields;
}

function awsService(
  keys: DecryptionKeys,
  load: () => Promise<RemoteServices>,
): KeyService {
  const found = credentials(keys, 'sops.aws-kms', [
    'aws_access_key_id',
    'aws_secret_access_key',
  ]);
  return remoteService('kms', load, ({ awsKmsService }) =>
    awsKmsService({
      credentials: found && {
        accessKeyId: found.aws_access_key_id,
        secretAccessKey: found.aws_secret_access_key,
        sessionToken: found.aws_session_token,
      },
    }),
  );
}

function azureService(
  keys: DecryptionKeys,
  load: () => Promise<RemoteServices>,
): KeyService {
  const servicePrincipal = credentials(keys, 'sops.azure-kv', [
    'tenantId',
    'clientId',
    'clientSecret',
  ]);
  return remoteService('azure_kv', load, ({ azureKeyVaultService }) =>
    azureKeyVaultService({ servicePrincipal }),
  );
}

/**
 * Key services of a decryption Secret, by its entries: `*.agekey`, `*.asc`,
 * `sops.vault-token`, `sops.aws-kms`, `sops.azure-kv` and `sops.gcp-kms`. AWS,
 * Azure and GCP fall back to the identity of this process.
 * @param network - where servers that documents name may be
 * @throws Error - an entry cannot be read; holds no key
 */
export function keyServicesOf(
  keys: DecryptionKeys,
  network?: NetworkPolicy,
  load: () => Promise<RemoteServices> = loadRemoteServices,
): KeyService[] {
  const text = (name: string) =>
    keys[name] && new TextDecoder().decode(keys[name]).trim();
  const texts = (ending: string) =>
    Object.keys(keys)
      .filter(name => name.endsWith(ending))
      .map(name => text(name) as string);
  const services: KeyService[] = [ageKeyService(texts('.agekey'))];
  const pgp = texts('.asc');
  if (pgp.length > 0) services.push(pgpKeyService(pgp));
  const token = text('sops.vault-token');
  if (token) {
    services.push(
      remoteService('hc_vault', load, ({ vaultTransitService }) =>
        vaultTransitService({ token, ...(network ? { network } : {}) }),
      ),
    );
  }
  const credentialsJson = text('sops.gcp-kms');
  return [
    ...services,
    awsService(keys, load),
    azureService(keys, load),
    remoteService('gcp_kms', load, ({ gcpKmsService }) =>
      gcpKmsService({ credentialsJson }),
    ),
  ];
}
