import { KubeClient } from '@backstage-gitops/kube';
import type {
  KubeClientOptions,
  ReconcileContext,
  ReconciledObject,
} from '@backstage-gitops/kube';
import { readFile } from 'fs/promises';
import type { ClusterReference } from './readClusterReference';
import { ServiceAccountTokens } from './ServiceAccountTokens';
import { TargetError, textOf } from './TargetError';

/** What the tokens of another cluster are asked for with. */
export interface TokenOptions {
  /** Of objects whose ConfigMap names none; empty: the controllers' own. */
  readonly defaultKubeConfigServiceAccount: string;
  readonly featureGates: { readonly ObjectLevelWorkloadIdentity: boolean };
}

type OwnerContext = Pick<
  ReconcileContext<ReconciledObject>,
  'client' | 'key' | 'signal'
>;

interface TokenDeps {
  readonly options: TokenOptions;
  /** Default: none is used again. */
  readonly tokens?: ServiceAccountTokens;
  /** File with the controllers' own token. Default: that of a Pod. */
  readonly tokenFile?: string;
}

/** A service account by name. */
interface Account {
  readonly namespace: string;
  readonly name: string;
}

const TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const PREFIX = 'failed to get access token for cluster: ';
const LOCKDOWN =
  'the specified default service account does not exist in the object namespace. your cluster is subject to multi-tenant workload identity lockdown, reach out to your cluster administrator for help';

/**
 * Connects to a cluster that trusts tokens of service accounts. The first token
 * is made at once, so that a run says why there is none; later ones as needed.
 * @throws TargetError - `account`
 */
export async function openReferencedCluster(
  ctx: OwnerContext,
  reference: ClusterReference,
  { source, ...deps }: TokenDeps & { readonly source: string },
  clientOptions: KubeClientOptions,
): Promise<KubeClient> {
  const tokens = deps.tokens ?? new ServiceAccountTokens(ctx.client);
  const account = await findAccount(ctx, reference, { source, ...deps });
  const request = { ...account, audiences: reference.audiences };
  const isOwn = !accountNameOf(reference, deps.options);
  const who = isOwn ? 'controller service account' : 'service account';
  try {
    await tokens.get(request, ctx.signal);
  } catch (cause) {
    const name = `${account.namespace}/${account.name}`;
    const begin = isOwn
      ? `${PREFIX}failed to create provider access token for the controller: `
      : PREFIX;
    const message = `${begin}failed to create kubernetes token for ${who} '${name}': ${textOf(
      cause,
    )}`;
    throw new TargetError('account', message, source, { cause });
  }
  const { url, ca } = reference;
  return KubeClient.fromApiServer(
    {
      url,
      caData: ca && Buffer.from(ca).toString('base64'),
      authenticate: async () => ({
        type: 'token',
        ...(await tokens.get(request)),
      }),
    },
    clientOptions,
  );
}

function accountNameOf(
  { serviceAccountName }: ClusterReference,
  options: TokenOptions,
): string {
  return serviceAccountName ?? options.defaultKubeConfigServiceAccount;
}

async function findAccount(
  ctx: OwnerContext,
  reference: ClusterReference,
  { options, source, tokenFile }: TokenDeps & { readonly source: string },
): Promise<Account> {
  const fail = (message: string, cause?: unknown): never => {
    throw new TargetError('account', `${PREFIX}${message}`, source, { cause });
  };
  const name = accountNameOf(reference, options);
  if (!name) {
    return readOwnAccount(tokenFile).catch(error =>
      fail(
        `failed to create provider access token for the controller: ${textOf(
          error,
        )}; set serviceAccountName in the ConfigMap`,
        error,
      ),
    );
  }
  const account = { namespace: ctx.key.namespace ?? '', name };
  const type = { apiVersion: 'v1', kind: 'ServiceAccount' };
  const read = { metadataOnly: true, signal: ctx.signal };
  const found = await ctx.client
    .find(type, account, read)
    .catch((error: unknown) => fail(missing(account, textOf(error)), error));
  if (!found) {
    const isNamed = reference.serviceAccountName !== undefined;
    const why = isNamed ? `serviceaccounts "${name}" not found` : LOCKDOWN;
    fail(missing(account, why));
  }
  if (!options.featureGates.ObjectLevelWorkloadIdentity) {
    fail('ObjectLevelWorkloadIdentity feature gate is not enabled');
  }
  return account;
}

function missing({ namespace, name }: Account, why: string): string {
  return `failed to get service account '${namespace}/${name}': ${why}`;
}

/** The account as which the controllers run in a Pod. */
async function readOwnAccount(file = TOKEN_FILE): Promise<Account> {
  let token: string;
  try {
    token = await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(
      `failed to read service account token file ${file}: ${textOf(cause)}`,
      { cause },
    );
  }
  const parts = subjectOf(token).split(':');
  if (parts.length === 4) return { namespace: parts[2], name: parts[3] };
  throw new Error('invalid subject format in service account token');
}

function subjectOf(token: string): string {
  try {
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url');
    const { sub } = JSON.parse(claims.toString('utf8')) as { sub?: unknown };
    return String(sub);
  } catch (cause) {
    const message = 'failed to parse service account token';
    throw new Error(message, { cause });
  }
}
