import https from 'node:https';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** All groups and their resources in one answer. */
const DISCOVERY =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const RETRY_MS = 250;
const MAX_TRIES = 40;

/** The little of the Kubernetes API that the judge asks, as the administrator. */
export class ClusterReader {
  constructor(kubeconfigPath) {
    const config = parse(readFileSync(kubeconfigPath, 'utf8'));
    const { cluster } = config.clusters[0];
    this.server = cluster.server;
    this.token = config.users[0].user.token;
    this.agent = new https.Agent({
      keepAlive: true,
      maxSockets: 8,
      ca: readFileSync(cluster['certificate-authority']),
    });
  }

  close() {
    this.agent.destroy();
  }

  /** @returns the parsed answer; undefined where there is nothing */
  async get(path) {
    for (let tries = 0; ; tries++) {
      const { status, body } = await this.send('GET', path);
      if (status === 404) return undefined;
      if (status === 200) return JSON.parse(body);
      // New kinds are served after a while.
      const isEarly = status === 429 && tries < MAX_TRIES;
      if (!isEarly) throw new Error(`GET ${path}: ${status} ${body}`);
      await new Promise(resolve => setTimeout(resolve, RETRY_MS));
    }
  }

  async createNamespace(name) {
    const { status, body } = await this.send('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
    if (status !== 201) throw new Error(`namespace ${name}: ${status} ${body}`);
  }

  send(method, path, content, accept = 'application/json') {
    const text = content === undefined ? undefined : JSON.stringify(content);
    return new Promise((resolve, reject) => {
      const call = https.request(
        new URL(path, this.server),
        {
          method,
          agent: this.agent,
          headers: {
            authorization: `Bearer ${this.token}`,
            accept,
            ...(text && { 'content-type': 'application/json' }),
          },
        },
        answer => {
          const chunks = [];
          answer.on('data', chunk => chunks.push(chunk));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode,
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          );
          answer.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(text);
    });
  }

  /**
   * Every collection that can be listed, at the preferred version of its group.
   * @returns `{ root, name, isNamespaced }` each
   */
  async collections() {
    const groups = await Promise.all(
      ['/api', '/apis'].map(async path => {
        const { body } = await this.send('GET', path, undefined, DISCOVERY);
        return JSON.parse(body).items;
      }),
    );
    return groups.flat().flatMap(({ metadata = {}, versions }) => {
      const group = metadata.name ?? '';
      const [{ version, resources = [] }] = versions;
      const root =
        group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
      return resources
        .filter(({ verbs }) => verbs.includes('list'))
        .map(({ resource, scope }) => ({
          root,
          name: resource,
          isNamespaced: scope === 'Namespaced',
        }));
    });
  }
}
