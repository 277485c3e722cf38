import { readFileSync } from 'fs';
import { Agent, request } from 'https';
import { parse } from 'yaml';
import { isObject, JsonObject } from '../json';

interface Credentials {
  readonly server: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly token?: string;
}

/** The little of the Kubernetes API that the simulator needs, by kubeconfig. */
export class SimulatorClient {
  private readonly credentials: Credentials;
  private readonly agent: Agent;

  constructor(kubeconfig: string) {
    this.credentials = readCredentials(kubeconfig);
    const { ca, cert, key } = this.credentials;
    this.agent = new Agent({ keepAlive: true, ca, cert, key });
  }

  close(): void {
    this.agent.destroy();
  }

  /** A merge patch; resolves with the HTTP status. */
  patch(path: string, body: JsonObject): Promise<number> {
    return this.send('PATCH', path, body, 'application/merge-patch+json');
  }

  /** Creates an object in a collection; resolves with the HTTP status. */
  create(path: string, body: JsonObject): Promise<number> {
    return this.send('POST', path, body);
  }

  /** Deletes an object; resolves with the HTTP status. */
  delete(path: string): Promise<number> {
    return this.send('DELETE', path, {});
  }

  private send(
    method: string,
    path: string,
    body: JsonObject,
    contentType = 'application/json',
  ): Promise<number> {
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, this.credentials.server),
        {
          method,
          agent: this.agent,
          headers: {
            ...this.headers(),
            'Content-Type': contentType,
            'Content-Length': Buffer.byteLength(text),
          },
        },
        response => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
          response.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(text);
    });
  }

  /**
   * Watches a collection, present objects first, until the server or the signal ends it.
   * @param onGone - gets objects that were deleted
   */
  watch(
    path: string,
    signal: AbortSignal,
    onObject: (object: JsonObject) => void,
    onGone: (object: JsonObject) => void = () => {},
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const url = new URL(
        `${path}?watch=1&timeoutSeconds=600`,
        this.credentials.server,
      );
      const call = request(
        url,
        { agent: this.agent, headers: this.headers(), signal },
        response => {
          let rest = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            const lines = (rest + chunk).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines.filter(Boolean)) {
              const event = JSON.parse(line) as {
                type: string;
                object: JsonObject;
              };
              if (event.type === 'ADDED' || event.type === 'MODIFIED') {
                onObject(event.object);
              } else if (event.type === 'DELETED') {
                onGone(event.object);
              }
            }
          });
          response.on('close', () => resolve());
          response.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end();
    });
  }

  private headers(): Record<string, string> {
    const { token } = this.credentials;
    return {
      Accept: 'application/json',
      'User-Agent': 'pod-simulator/1',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    };
  }
}

function readCredentials(kubeconfig: string): Credentials {
  const config = parse(kubeconfig) as JsonObject;
  const context = named(
    config.contexts,
    String(config['current-context']),
    'context',
  );
  const cluster = named(config.clusters, String(context.cluster), 'cluster');
  const user = named(config.users, String(context.user), 'user');
  const bytes = (from: JsonObject, key: string): Buffer | undefined => {
    const data = from[`${key}-data`];
    const file = from[key];
    if (typeof data === 'string') {
      return Buffer.from(data, 'base64');
    }
    return typeof file === 'string' ? readFileSync(file) : undefined;
  };
  return {
    server: String(cluster.server),
    ca: bytes(cluster, 'certificate-authority'),
    cert: bytes(user, 'client-certificate'),
    key: bytes(user, 'client-key'),
    ...(typeof user.token === 'string' ? { token: user.token } : {}),
  };
}

function named(list: unknown, name: string, key: string): JsonObject {
  const items = Array.isArray(list) ? list.filter(isObject) : [];
  const found = items.find(item => item.name === name)?.[key];
  return isObject(found) ? found : {};
}
