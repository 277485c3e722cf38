import {
  createPrivateKey,
  createPublicKey,
  KeyObject,
  sign,
  verify,
} from 'crypto';
import { KubeObject } from '../json';
import { AUTHENTICATED, serviceAccountUser, User } from './User';

const ISSUER = 'https://kubernetes.default.svc.cluster.local';

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
  };
}

/** Looks up a service account, so that tokens die with it. */
type FindServiceAccount = (
  namespace: string,
  name: string,
) => KubeObject | undefined;

/** Issues and checks bearer tokens: the administrator's, and those of service accounts (JWT, RS256). */
export class Tokens {
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;

  constructor(
    private readonly adminToken: string,
    signingKeyPem: string,
    private readonly find: FindServiceAccount,
    private readonly clock: () => Date,
  ) {
    this.privateKey = createPrivateKey(signingKeyPem);
    this.publicKey = createPublicKey(this.privateKey);
  }

  /** The user of a bearer token, or undefined when it is not valid. */
  authenticate(token: string): User | undefined {
    if (token === this.adminToken) {
      return {
        name: 'kubernetes-admin',
        groups: ['system:masters', AUTHENTICATED],
      };
    }
    const claims = this.verifyJwt(token);
    if (!claims) {
      return undefined;
    }
    const { namespace, serviceaccount } = claims['kubernetes.io'];
    const account = this.find(namespace, serviceaccount.name);
    return account?.metadata.uid === serviceaccount.uid
      ? serviceAccountUser(namespace, serviceaccount.name, serviceaccount.uid)
      : undefined;
  }

  /** A token for a service account that ends after `seconds`. */
  issue(
    account: KubeObject,
    seconds: number,
    audiences: readonly string[],
  ): { token: string; expires: Date } {
    const now = Math.floor(this.clock().getTime() / 1000);
    const { namespace = '', name, uid } = account.metadata;
    const claims: Claims = {
      iss: ISSUER,
      sub: `system:serviceaccount:${namespace}:${name}`,
      aud: audiences.length > 0 ? audiences : [ISSUER],
      exp: now + seconds,
      iat: now,
      'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    };
    const head = [{ alg: 'RS256', typ: 'JWT' }, claims]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign(
      'sha256',
      Buffer.from(head),
      this.privateKey,
    ).toString('base64url');
    return {
      token: `${head}.${signature}`,
      expires: new Date((now + seconds) * 1000),
    };
  }

  private verifyJwt(token: string): Claims | undefined {
    const [header, body, signature] = token.split('.');
    if (!header || !body || !signature) {
      return undefined;
    }
    const isSigned = verify(
      'sha256',
      Buffer.from(`${header}.${body}`),
      this.publicKey,
      Buffer.from(signature, 'base64url'),
    );
    if (!isSigned) {
      return undefined;
    }
    const claims = JSON.parse(
      Buffer.from(body, 'base64url').toString(),
    ) as Claims;
    return claims.exp * 1000 > this.clock().getTime() ? claims : undefined;
  }
}
