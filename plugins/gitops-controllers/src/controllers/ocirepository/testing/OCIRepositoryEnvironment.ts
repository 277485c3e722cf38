import type { UnstructuredObject } from '@backstage-gitops/kube';
import { startRegistry } from '@backstage-gitops/oci';
import type { ArtifactFixture, RegistryServer } from '@backstage-gitops/oci';
import type {
  OCIRepository,
  OCIRepositorySpec,
} from '@backstage-gitops/plugin-gitops-common';
import { gzipSync } from 'zlib';
import { ociRepositoryController } from '..';
import { SourceTestEnvironment } from '../../../__testUtils__/SourceTestEnvironment';
import { packTar } from '../../../artifacts/__testUtils__/packTar';

const FLUX_LAYER = 'application/vnd.cncf.flux.content.v1.tar+gzip';

/** Annotations of what `push` makes. */
export const ANNOTATIONS = {
  'org.opencontainers.image.created': '2026-11-21T03:12:30Z',
  'org.opencontainers.image.revision': 'main@sha1:abcdef',
  'org.opencontainers.image.source': 'https://github.com/o/r',
};

/** A tar.gz of texts by path. */
export const packTarGz = (files: Record<string, string>) =>
  gzipSync(
    packTar(
      Object.entries(files).map(([name, content]) => ({ name, content })),
    ),
  );

/** A layer of texts by path, as the flux CLI makes it. */
export const layer = (
  files: Record<string, string>,
  mediaType = FLUX_LAYER,
) => ({
  mediaType,
  bytes: packTarGz(files),
});

/** The OCIRepository controller, with registries for it. */
export class OCIRepositoryEnvironment extends SourceTestEnvironment<OCIRepository> {
  /** The registry that asks for nothing. */
  registry!: RegistryServer;
  private readonly servers: RegistryServer[] = [];

  constructor() {
    super(ociRepositoryController, {
      ociMaxLayerSize: 200_000,
      ociMaxUnpackedSize: 1_000_000,
    });
  }

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

  /** Pushes an artifact of one layer; returns its digest. */
  push(
    repository: string,
    tag: string,
    files: Record<string, string> = { 'a.yaml': `tag: ${tag}\n` },
    artifact: Partial<ArtifactFixture> = {},
    server = this.registry,
  ): string {
    return server.store.addArtifact(repository, tag, {
      layers: [layer(files)],
      annotations: ANNOTATIONS,
      ...artifact,
    });
  }

  urlOf(repository: string, { host } = this.registry): string {
    return `oci://${host}/${repository}`;
  }

  async create(
    name: string,
    spec: Partial<OCIRepositorySpec> & { url: string },
  ): Promise<OCIRepository> {
    return this.createObject(name, { interval: '1h', ...spec });
  }

  /** Creates a docker config, with logins by host. */
  async createLogin(name: string, auths: object): Promise<UnstructuredObject> {
    const data = { '.dockerconfigjson': JSON.stringify({ auths }) };
    return this.createSecret(name, data, 'kubernetes.io/dockerconfigjson');
  }
}
