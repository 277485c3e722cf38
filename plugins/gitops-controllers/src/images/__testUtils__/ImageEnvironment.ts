import type { UnstructuredObject } from '@backstage-gitops/kube';
import { digestOf, MediaType, startRegistry } from '@backstage-gitops/oci';
import type { RegistryServer } from '@backstage-gitops/oci';
import { apiVersionOf } from '@backstage-gitops/plugin-gitops-common';
import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';
import { SourceTestEnvironment } from '../../__testUtils__/SourceTestEnvironment';
import type { SourceObject } from '../../sources';

/** The controllers of images, with registries for them. */
export class ImageEnvironment<
  T extends SourceObject,
> extends SourceTestEnvironment<T> {
  /** The registry that asks for nothing. */
  registry!: RegistryServer;
  private readonly servers: RegistryServer[] = [];

  override async start(): Promise<void> {
    this.registry = await this.serve();
    await super.start();
  }

  override async stop(): Promise<void> {
    await super.stop();
    for (const server of this.servers) await server.stop();
  }

  /** Starts one more registry, which ends with the environment. */
  async serve(
    ...options: Parameters<typeof startRegistry>
  ): Promise<RegistryServer> {
    const server = await startRegistry(...options);
    this.servers.push(server);
    return server;
  }

  /** Tags one image after the other; each has content of its own. */
  push(
    repository: string,
    tags: readonly string[],
    server = this.registry,
    content = '',
  ): string {
    const { store } = server;
    for (const tag of tags) {
      const bytes = Buffer.from(JSON.stringify({ tag, content }));
      store.addManifest(repository, tag, {
        bytes,
        mediaType: MediaType.ociManifest,
      });
    }
    const last = JSON.stringify({ tag: tags.at(-1), content });
    return digestOf(Buffer.from(last));
  }

  imageOf(repository: string, { host } = this.registry): string {
    return `${host}/${repository}`;
  }

  /** Creates an object of any kind and namespace. */
  async createOther(
    kind: KindDefinition,
    name: string,
    spec: object,
    namespace = this.namespace,
  ): Promise<void> {
    const metadata = { name, namespace };
    const type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
    await this.client.create({ ...type, metadata, spec } as UnstructuredObject);
  }

  async createNamespace(
    name: string,
    labels: Record<string, string> = {},
  ): Promise<void> {
    const metadata = { name, labels };
    await this.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
  }

  /** Creates a docker config, with logins by host. */
  async createLogin(name: string, auths: object): Promise<UnstructuredObject> {
    const data = { '.dockerconfigjson': JSON.stringify({ auths }) };
    return this.createSecret(name, data, 'kubernetes.io/dockerconfigjson');
  }
}
