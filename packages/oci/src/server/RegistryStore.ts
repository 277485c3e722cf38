import { FLUX_CONFIG_TYPE } from '../artifact/mediaTypes';
import type { Descriptor } from '../manifest/manifest';
import { MediaType } from '../manifest/mediaTypes';
import { digestOf } from '../reference/digest';

/** A manifest as it was put. */
export interface StoredManifest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** A layer of {@link RegistryStore.addArtifact}. */
export interface LayerContent {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What {@link RegistryStore.addArtifact} puts. */
export interface ArtifactFixture {
  readonly layers: readonly LayerContent[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly subject?: Pick<Descriptor, 'mediaType' | 'digest' | 'size'>;
  /** Default `application/vnd.cncf.flux.config.v1+json`. */
  readonly configType?: string;
}

interface Repository {
  readonly blobs: Map<string, Uint8Array>;
  readonly manifests: Map<string, StoredManifest>;
  /** Digest by tag. */
  readonly tags: Map<string, string>;
}

/** Repositories in memory, for tests and demos. */
export class RegistryStore {
  private readonly repositories = new Map<string, Repository>();

  /** The repository of a name, made when needed. */
  repository(name: string): Repository {
    const known = this.repositories.get(name);
    if (known) return known;
    const repository = {
      blobs: new Map<string, Uint8Array>(),
      manifests: new Map<string, StoredManifest>(),
      tags: new Map<string, string>(),
    };
    this.repositories.set(name, repository);
    return repository;
  }

  /** The repository of a name, if it was used. */
  find(name: string): Repository | undefined {
    return this.repositories.get(name);
  }

  addBlob(name: string, bytes: Uint8Array): string {
    const digest = digestOf(bytes);
    this.repository(name).blobs.set(digest, bytes);
    return digest;
  }

  /** @param reference - tag or digest @returns digest of the manifest */
  addManifest(name: string, reference: string, put: StoredManifest): string {
    const { manifests, tags } = this.repository(name);
    const digest = digestOf(put.bytes);
    manifests.set(digest, put);
    if (!reference.includes(':')) tags.set(reference, digest);
    return digest;
  }

  /** Puts layers, a config and their manifest. @returns digest of the manifest */
  addArtifact(name: string, tag: string, artifact: ArtifactFixture): string {
    const { configType = FLUX_CONFIG_TYPE, layers, ...fields } = artifact;
    const describe = ({ mediaType, bytes }: LayerContent) => ({
      mediaType,
      digest: this.addBlob(name, bytes),
      size: bytes.length,
    });
    const manifest = {
      schemaVersion: 2,
      mediaType: MediaType.ociManifest,
      config: describe({ mediaType: configType, bytes: Buffer.from('{}') }),
      layers: layers.map(describe),
      ...fields,
    };
    return this.addManifest(name, tag, {
      bytes: Buffer.from(JSON.stringify(manifest)),
      mediaType: MediaType.ociManifest,
    });
  }

  /** Manifests whose subject is a digest. */
  referrersOf(name: string, subject: string): Descriptor[] {
    const found: Descriptor[] = [];
    for (const [digest, { bytes, mediaType }] of this.repository(name)
      .manifests) {
      const manifest = JSON.parse(Buffer.from(bytes).toString());
      if (manifest.subject?.digest !== subject) continue;
      found.push({
        ...{ mediaType, digest, size: bytes.length },
        artifactType: manifest.artifactType ?? manifest.config?.mediaType,
        annotations: manifest.annotations,
      });
    }
    return found;
  }
}
