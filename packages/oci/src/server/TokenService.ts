import { randomUUID } from 'crypto';
import type { IncomingMessage, ServerResponse } from 'http';
import { text } from 'stream/consumers';

/** Who may sign in, and how. */
export interface RegistryServerAuth {
  /** `token` sends clients to a token server, at `/token` of the same address. */
  readonly scheme: 'basic' | 'token';
  readonly username: string;
  readonly password: string;
  /** Identity token that the token server takes, too. */
  readonly identityToken?: string;
  /** Seconds; default 300. */
  readonly expiresInSeconds?: number;
  /** Whether everybody gets tokens to pull. Default false. */
  readonly allowAnonymousPull?: boolean;
}

interface Grant {
  readonly scopes: readonly string[];
  readonly expiresAtMs: number;
}

function basicOf({ username, password }: RegistryServerAuth): string {
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return `Basic ${pair}`;
}

/** Signs clients of a registry in, for tests and demos. */
export class TokenService {
  private readonly grants = new Map<string, Grant>();

  constructor(private readonly auth: RegistryServerAuth) {}

  /** Ends all tokens. */
  revoke(): void {
    this.grants.clear();
  }

  /** Whether a request may use a repository; pushing needs its own scope. */
  isAllowed({ headers }: IncomingMessage, name: string, action: string) {
    const { authorization = '' } = headers;
    if (this.auth.scheme === 'basic') {
      return authorization === basicOf(this.auth);
    }
    const grant = this.grants.get(authorization.replace(/^Bearer /, ''));
    if (!grant || grant.expiresAtMs <= Date.now()) return false;
    return grant.scopes.some(scope => {
      const [type, repository, actions = ''] = scope.split(':');
      const isFit = type === 'repository' && repository === name;
      return isFit && actions.split(',').includes(action);
    });
  }

  /** Value of WWW-Authenticate. */
  challenge(origin: string, name: string, action: string): string {
    return this.auth.scheme === 'basic'
      ? 'Basic realm="registry"'
      : `Bearer realm="${origin}/token",service="registry",scope="repository:${name}:${action}"`;
  }

  /** Answers `/token`: GET with a password, POST with an identity token. */
  async answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://server');
    let scopes = url.searchParams.getAll('scope');
    let isKnown = request.headers.authorization === basicOf(this.auth);
    if (request.method === 'POST') {
      const form = new URLSearchParams(await text(request));
      scopes = (form.get('scope') ?? '').split(' ');
      const given = form.get('refresh_token');
      isKnown = given !== null && given === this.auth.identityToken;
    }
    const isPull = scopes.every(scope => scope.endsWith(':pull'));
    if (!isKnown && !(this.auth.allowAnonymousPull && isPull)) {
      const error = {
        code: 'UNAUTHORIZED',
        message: 'authentication required',
      };
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [error] }));
      return;
    }
    const { expiresInSeconds = 300 } = this.auth;
    const token = randomUUID();
    const expiresAtMs = Date.now() + expiresInSeconds * 1000;
    this.grants.set(token, { scopes, expiresAtMs });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token, expires_in: expiresInSeconds }));
  }
}
