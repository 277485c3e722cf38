import { OciError, isOciError } from '../errors';
import {
  isIndexType,
  parseByType,
  parseIndex,
  parseManifest,
} from '../manifest/manifest';
import type {
  Descriptor,
  ImageIndex,
  ImageManifest,
  Platform,
} from '../manifest/manifest';
import { INDEX_TYPES, MANIFEST_TYPES } from '../manifest/mediaTypes';
import { digestOf, parseDigest } from '../reference/digest';
import { formatReference, parseTag } from '../reference/reference';
import type { OciReference, OciRepository } from '../reference/reference';
import { hasBlob } from './hasBlob';
import { readBlob } from './readBlob';
import { listTags } from './listTags';
import { DEFAULT_OCI_LIMITS } from './options';
import type { CallOptions, OciLimits, RegistryClientOptions } from './options';
import { pushBlob } from './pushBlob';
import type { BlobContent, PushBlobOptions } from './pushBlob';
import { addToFallbackIndex, listReferrers, referrerOf } from './referrers';
import { RegistryConnection } from './RegistryConnection';

/** A manifest as it was sent. */
export interface RawManifest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** `sha256:<hex>` of the bytes. */
  readonly digest: string;
  readonly size: number;
}

/** A manifest of an image or artifact, and how it is called. */
export interface ResolvedManifest {
  readonly manifest: ImageManifest;
  readonly digest: string;
}

const ACCEPT = [...MANIFEST_TYPES, ...INDEX_TYPES].join(',');
/** What a manifest of an index is for where the index does not say. */
const DEFAULT_PLATFORM: Platform = { os: 'linux', architecture: 'amd64' };
const MAX_NESTED_INDEXES = 4;

function identifierOf({ tag, digest }: OciReference): string {
  if (digest !== undefined) return parseDigest(digest);
  if (tag !== undefined) return parseTag(tag);
  throw new OciError('invalid-reference', 'the reference has no tag or digest');
}

function requireDigest(reference: OciReference, digest: string): void {
  if (reference.digest === undefined || reference.digest === digest) return;
  throw new OciError(
    'digest-mismatch',
    `manifest digest: "${digest}" does not match requested digest: "${
      reference.digest
    }" for "${formatReference(reference)}"`,
  );
}

/**
 * Reads and writes OCI registries. One client serves any number of registries
 * and calls; {@link RegistryClient.close} ends its connections.
 *
 * Methods throw OciError: `unauthorized`, `denied`, `not-found`,
 * `rate-limited` or `registry` for what a registry answers; `network`, `tls`,
 * `timeout`, `aborted`, `forbidden-address` and `redirect` where it does not
 * come to an answer; `limit`, `digest-mismatch` and `invalid-manifest` for what
 * it sends.
 * @see OCI distribution specification 1.1
 */
export class RegistryClient {
  private readonly connection: RegistryConnection;
  private readonly limits: OciLimits;

  /** @throws OciError - `invalid-option`: a certificate, key or proxy that is none */
  constructor(options: RegistryClientOptions) {
    this.connection = new RegistryConnection(options);
    this.limits = { ...DEFAULT_OCI_LIMITS, ...options.limits };
  }

  /** Ends the connections; calls that run fail. */
  async close(): Promise<void> {
    await this.connection.close();
  }

  /**
   * Finds the manifest or index of a reference by one HEAD request, or by a GET
   * where the answer to HEAD does not tell.
   */
  async resolve(
    reference: OciReference,
    options: CallOptions,
  ): Promise<Descriptor> {
    const head = await this.head(reference, options);
    if (head) return head;
    const { digest, mediaType, size } = await this.getManifest(
      reference,
      options,
    );
    return { digest, mediaType, size };
  }

  /** A manifest or index as it is, with its digest computed and checked. */
  async getManifest(
    reference: OciReference,
    { signal }: CallOptions,
  ): Promise<RawManifest> {
    const answer = await this.connection.send({
      access: { repository: reference, actions: ['pull'] },
      ...{ method: 'GET', target: `manifests/${identifierOf(reference)}` },
      ...{ headers: { accept: ACCEPT }, accept: [200], signal },
    });
    const bytes = await this.connection.read(answer, {
      maxBytes: this.limits.manifestBytes,
      what: `the manifest of ${formatReference(reference)}`,
    });
    const digest = digestOf(bytes);
    requireDigest(reference, digest);
    const mediaType = (answer.headers['content-type'] ?? '').split(';')[0];
    return { bytes, mediaType, digest, size: bytes.length };
  }

  /**
   * The manifest of an image or artifact. Out of an index the one of a platform
   * is taken; a manifest for which the index names no platform counts as
   * linux/amd64.
   * @param options.platform - default linux/amd64, as Flux takes it
   * @throws OciError - `not-found`: the index has none for the platform
   */
  async getImage(
    reference: OciReference,
    options: CallOptions & { readonly platform?: Platform },
  ): Promise<ResolvedManifest> {
    const { layers } = this.limits;
    const { platform = DEFAULT_PLATFORM } = options;
    let current = reference;
    for (let depth = 0; depth < MAX_NESTED_INDEXES; depth++) {
      const { bytes, digest, mediaType } = await this.getManifest(
        current,
        options,
      );
      if (!isIndexType(mediaType)) {
        return { manifest: parseManifest(bytes, layers), digest };
      }
      const child = parseIndex(bytes, layers).manifests.find(
        ({ platform: { os, architecture } = DEFAULT_PLATFORM }) =>
          os === platform.os && architecture === platform.architecture,
      );
      if (!child) {
        throw new OciError(
          'not-found',
          `no child with platform ${platform.os}/${
            platform.architecture
          } in index ${formatReference(current)}`,
        );
      }
      const { registry, repository } = reference;
      current = { registry, repository, digest: child.digest };
    }
    throw new OciError(
      'limit',
      `${formatReference(reference)} leads through more than ${
        MAX_NESTED_INDEXES - 1
      } indexes`,
    );
  }

  /** An index as it is. @throws OciError - `invalid-manifest`: it is none */
  async getIndex(
    reference: OciReference,
    options: CallOptions,
  ): Promise<ImageIndex> {
    const { bytes, mediaType } = await this.getManifest(reference, options);
    if (!isIndexType(mediaType)) {
      throw new OciError(
        'invalid-manifest',
        `${formatReference(reference)} is no index but ${mediaType}`,
      );
    }
    return parseIndex(bytes, this.limits.layers);
  }

  /**
   * Bytes of a blob, checked while they are read: the last piece comes only
   * when size and digest are right. A connection that breaks is taken up again
   * where it broke. Inline `data` of the descriptor is used where there is any.
   */
  getBlob(
    repository: OciRepository,
    descriptor: Pick<Descriptor, 'digest' | 'size' | 'data'>,
    { signal }: CallOptions,
  ): AsyncGenerator<Uint8Array> {
    const { connection, limits } = this;
    return readBlob(connection, {
      ...{ repository, descriptor, signal, maxBytes: limits.blobBytes },
    });
  }

  /** Whether a repository has a blob. */
  async hasBlob(
    repository: OciRepository,
    digest: string,
    { signal }: CallOptions,
  ): Promise<boolean> {
    const access = { repository, actions: ['pull'] } as const;
    return hasBlob(this.connection, access, digest, signal);
  }

  /** All tags of a repository, in the order of the registry. */
  async listTags(
    repository: OciRepository,
    { signal }: CallOptions,
  ): Promise<string[]> {
    const { connection, limits } = this;
    return listTags(connection, { repository, signal, limits });
  }

  /**
   * Uploads a blob, unless the repository has it.
   * @param content - opened again for each attempt
   */
  async pushBlob(
    repository: OciRepository,
    content: BlobContent,
    options: PushBlobOptions,
  ): Promise<void> {
    await pushBlob(this.connection, { repository, content, ...options });
  }

  /**
   * Uploads a manifest or index under its tag or digest. Where it has a
   * `subject` and the registry keeps no list of referrers, the list under the
   * fallback tag is extended.
   * @returns digest of the manifest
   */
  async putManifest(
    reference: OciReference,
    { bytes, mediaType }: Pick<RawManifest, 'bytes' | 'mediaType'>,
    options: CallOptions,
  ): Promise<string> {
    const { signal } = options;
    const digest = digestOf(bytes);
    requireDigest(reference, digest);
    const answer = await this.connection.send({
      access: { repository: reference, actions: ['pull', 'push'] },
      ...{ method: 'PUT', target: `manifests/${identifierOf(reference)}` },
      headers: { 'content-type': mediaType },
      openBody: () => bytes,
      contentLength: bytes.length,
      ...{ accept: [200, 201, 202], signal },
    });
    await answer.discard();
    const parsed = parseByType({ bytes, mediaType }, this.limits.layers);
    if (parsed.subject && answer.headers['oci-subject'] === undefined) {
      const { subject } = parsed;
      const descriptor = { mediaType, digest, size: bytes.length };
      const entry = referrerOf(parsed, descriptor);
      await addToFallbackIndex(
        this,
        { ...reference, digest: subject.digest },
        entry,
        options,
      );
    }
    return digest;
  }

  /** Deletes a tag, or the manifest of a digest. */
  async deleteManifest(
    reference: OciReference,
    { signal }: CallOptions,
  ): Promise<void> {
    const answer = await this.connection.send({
      access: { repository: reference, actions: ['pull', 'push', 'delete'] },
      ...{ method: 'DELETE', target: `manifests/${identifierOf(reference)}` },
      ...{ accept: [200, 202], signal },
    });
    await answer.discard();
  }

  /**
   * Manifests whose `subject` is a digest: signatures, SBOMs. Asks for the list
   * of the registry, and for the fallback tag where it keeps none.
   */
  async referrers(
    reference: OciRepository & { readonly digest: string },
    options: CallOptions & { readonly artifactType?: string },
  ): Promise<Descriptor[]> {
    const { connection, limits } = this;
    return listReferrers(this, connection, { reference, limits, ...options });
  }

  private async head(
    reference: OciReference,
    { signal }: CallOptions,
  ): Promise<Descriptor | undefined> {
    try {
      const answer = await this.connection.send({
        access: { repository: reference, actions: ['pull'] },
        ...{ method: 'HEAD', target: `manifests/${identifierOf(reference)}` },
        ...{ headers: { accept: ACCEPT }, accept: [200], signal },
      });
      await answer.discard();
      const { headers } = answer;
      const digest = headers['docker-content-digest'];
      const size = headers['content-length'];
      const mediaType = headers['content-type'];
      if (!digest || !mediaType || !/^\d{1,15}$/.test(size ?? '')) {
        return undefined;
      }
      requireDigest(reference, parseDigest(digest));
      return { digest, mediaType, size: Number(size) };
    } catch (error) {
      // Only a GET says why: answers to HEAD have no body.
      if (isOciError(error) && error.status !== undefined) return undefined;
      throw error;
    }
  }
}
