import { readFile } from 'node:fs/promises';
import {
  ConnectionSettings,
  ReadConnectionSettings,
  TlsMaterial,
  toCredentialsError,
} from './ConnectionSettings';

/** What a client presents to an API server. */
export type ClientCredential =
  | {
      readonly type: 'token';
      /** Bearer token. */
      readonly token: string;
      /**
       * Milliseconds since the epoch; a new credential is obtained before.
       * Absent: a new one every 30 seconds.
       */
      readonly expiresAtMs?: number;
    }
  | {
      readonly type: 'certificate';
      /** PEM. */
      readonly certificate: string;
      /** PEM. */
      readonly key: string;
      readonly expiresAtMs?: number;
    }
  | { readonly type: 'anonymous' };

/** Where an API server is, how its certificate is checked, and who calls. */
export interface ApiServer {
  /** Such as `https://10.0.0.1:6443`, possibly with a path. */
  readonly url: string;
  /** PEM of the certificate authority in base64. */
  readonly caData?: string;
  /** File with the PEM of the authority; goes before `caData`. */
  readonly caFile?: string;
  /** Accepts any certificate. */
  readonly skipTlsVerify?: boolean;
  /**
   * Obtains a credential; called for the first request, before `expiresAtMs`,
   * and after the server has answered 401.
   */
  authenticate(): Promise<ClientCredential>;
}

/** Settings of an API server whose credentials are obtained per use. */
export function readFromApiServer(server: ApiServer): ReadConnectionSettings {
  return async () => {
    try {
      const credential = await server.authenticate();
      return {
        url: server.url,
        ...toIdentity(credential, await readTls(server)),
      };
    } catch (cause) {
      throw toCredentialsError(new URL(server.url).host, cause);
    }
  };
}

async function readTls(server: ApiServer): Promise<TlsMaterial> {
  const rejectUnauthorized = !server.skipTlsVerify;
  if (server.caFile) {
    return { rejectUnauthorized, ca: await readFile(server.caFile) };
  }
  return server.caData
    ? { rejectUnauthorized, ca: Buffer.from(server.caData, 'base64') }
    : { rejectUnauthorized };
}

function toIdentity(
  credential: ClientCredential,
  tls: TlsMaterial,
): Omit<ConnectionSettings, 'url'> {
  switch (credential.type) {
    case 'token':
      return {
        tls,
        headers: { authorization: `Bearer ${credential.token.trim()}` },
        expiresAtMs: credential.expiresAtMs,
      };
    case 'certificate':
      return {
        tls: { ...tls, cert: credential.certificate, key: credential.key },
        headers: {},
        expiresAtMs: credential.expiresAtMs,
      };
    default:
      return { tls, headers: {} };
  }
}
