import { KubeConfig } from '@kubernetes/client-node';
import { Agent, request, RequestOptions } from 'https';

/** A reply as the cases look at it. */
export interface ApiReply {
  readonly status: number;
  /** The parsed body; for a Status its message is here too. */
  readonly body: ApiObject;
  readonly warnings: readonly string[];
}

/** A JSON object; cases know what they asked for. */
export interface ApiObject {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [field: string]: any;
}

/** One event of a watch. */
export interface WatchEvent {
  readonly type: string;
  readonly object: ApiObject;
}

export type PatchType = 'apply' | 'merge' | 'json' | 'strategic';

const CONTENT: Readonly<Record<PatchType, string>> = {
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** The Kubernetes API over plain HTTPS: a case sees exactly what the server says. */
export class Api {
  private readonly agent: Agent;
  private readonly server: string;

  private constructor(
    server: string,
    agent: Agent,
    private readonly headers: Record<string, string>,
  ) {
    this.server = server;
    this.agent = agent;
  }

  static async connect(kubeconfigPath: string): Promise<Api> {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfigPath);
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const { ca, cert, key } = options;
    const token = config.getCurrentUser()?.token ?? '';
    return new Api(
      config.getCurrentCluster()?.server ?? '',
      new Agent({ keepAlive: true, ca, cert, key }),
      {
        Authorization: `Bearer ${token}`,
      },
    );
  }

  /** The same server, asked as another user. */
  as(user: string, groups: string[] = []): Api {
    return new Api(this.server, this.agent, {
      ...this.headers,
      'Impersonate-User': user,
      ...(groups.length > 0 ? { 'Impersonate-Group': groups[0] } : {}),
    });
  }

  get(path: string, headers?: Record<string, string>): Promise<ApiReply> {
    return this.call({ method: 'GET', path, ...(headers ? { headers } : {}) });
  }

  post(path: string, body: ApiObject): Promise<ApiReply> {
    return this.call({ method: 'POST', path, body });
  }

  put(path: string, body: ApiObject): Promise<ApiReply> {
    return this.call({ method: 'PUT', path, body });
  }

  delete(path: string, body?: ApiObject): Promise<ApiReply> {
    return this.call({ method: 'DELETE', path, ...(body ? { body } : {}) });
  }

  patch(type: PatchType, path: string, body: unknown): Promise<ApiReply> {
    return this.call({
      method: 'PATCH',
      path,
      body,
      headers: { 'Content-Type': CONTENT[type] },
    });
  }

  /** Server-side apply as `manager`. */
  apply(
    path: string,
    body: ApiObject,
    manager: string,
    query = '',
  ): Promise<ApiReply> {
    return this.patch('apply', `${path}?fieldManager=${manager}${query}`, body);
  }

  /** Events until `isEnough`, the server ends the watch, or five seconds are over. */
  watch(
    path: string,
    isEnough: (events: readonly WatchEvent[]) => boolean,
  ): Promise<WatchEvent[]> {
    return new Promise((resolve, reject) => {
      const events: WatchEvent[] = [];
      let rest = '';
      const call = request(
        new URL(path, this.server),
        { agent: this.agent, headers: this.headers },
        response => {
          const timer = setTimeout(() => call.destroy(), 5000);
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            const lines = (rest + chunk).split('\n');
            rest = lines.pop() ?? '';
            lines
              .filter(Boolean)
              .forEach(line => events.push(JSON.parse(line) as WatchEvent));
            if (isEnough(events)) {
              call.destroy();
            }
          });
          response.on('close', () => {
            clearTimeout(timer);
            resolve(events);
          });
        },
      );
      call.on('error', error =>
        events.length > 0 ? resolve(events) : reject(error),
      );
      call.end();
    });
  }

  private call({ method, path, body, headers }: Call): Promise<ApiReply> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const options = {
        method,
        agent: this.agent,
        headers: {
          Accept: 'application/json',
          'Content-Type': 'application/json',
          'User-Agent': 'conformance/1',
          ...(text === undefined
            ? {}
            : { 'Content-Length': String(Buffer.byteLength(text)) }),
          ...this.headers,
          ...headers,
        },
      };
      const call = request(new URL(path, this.server), options, response => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          const warning = response.headers.warning;
          resolve({
            status: response.statusCode ?? 0,
            body: answer.startsWith('{')
              ? (JSON.parse(answer) as ApiObject)
              : { text: answer },
            warnings: warning ? String(warning).split(/, (?=299)/) : [],
          });
        });
      });
      call.on('error', reject);
      call.end(text);
    });
  }
}
