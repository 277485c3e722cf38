import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import { basename, dirname, join } from 'path';
import { text } from 'stream/consumers';
import type {
  ArtifactOwner,
  ArtifactStore,
  OpenedFile,
  PutRequest,
  StoredFile,
} from '../ArtifactStore';
import { algorithmOf, createDigest, digestMismatch } from '../digest';
import { artifactNotFound } from '../errors';
import { filesPastRetention } from '../retention';
import type { RetainedFile } from '../retention';
import { directoryOf, filePathOf, partsOfPath } from '../storePath';
import type { StoreOptions } from '../storeOptions';
import { toArtifact } from '../toArtifact';
import { VerifiedContents } from '../VerifiedContents';
import { WorkArea } from '../WorkArea';
import { writeContent } from '../writeContent';
import { readVerified } from './readVerified';
import type { S3Bucket } from './S3Bucket';

/** Settings of an {@link S3ArtifactStore}. */
interface S3ArtifactStoreOptions extends StoreOptions {
  readonly bucket: S3Bucket;
  /** Local directory for content on its way into the bucket. */
  readonly workDirectory: string;
  /** Milliseconds for which bytes that were read and are unchanged count as intact. Default one hour. */
  readonly rereadAfterMs?: number;
}

/** Name of the digest in the metadata of an object. */
const DIGEST = 'gitops-digest';
/** Below an object's directory: one object for each link, with the name of a file. */
const LINKS = '.links';
/** `<kind>/<namespace>/<name>/<file>`. */
const FILE_DEPTH = 4;
const DELETES_AT_ONCE = 8;

function linkKeyOf(key: string): string {
  return `${dirname(key)}/${LINKS}/${basename(key)}`;
}

/**
 * Artifacts in a bucket that every replica reads and the leading one writes.
 * The key of a file is its path; links are objects of their own, which no path
 * names. Clocks of this machine and of the bucket may differ: ages are by the
 * bucket's.
 */
export class S3ArtifactStore implements ArtifactStore {
  readonly workArea: WorkArea;
  readonly #bucket: S3Bucket;
  readonly #verified: VerifiedContents;

  constructor(private readonly options: S3ArtifactStoreOptions) {
    this.#bucket = options.bucket;
    this.workArea = new WorkArea(options.workDirectory);
    this.#verified = new VerifiedContents(options.rereadAfterMs);
  }

  urlOf(path: string): string {
    return `${this.options.baseUrl()}/${path}`;
  }

  async put(request: PutRequest): Promise<Artifact> {
    const { owner, content, signal } = request;
    const { algorithm = 'sha256', workers } = this.options;
    const { namespace } = owner;
    const path = filePathOf(owner, request.fileName);
    const written = await this.workArea.use(async directory => {
      const file = join(directory, 'content');
      const options = { file, algorithm, workers, namespace, signal };
      const result = await writeContent(content, options);
      const sha256 = await this.#sha256Of(
        file,
        result.digest,
        namespace,
        signal,
      );
      const { sizeBytes, digest } = result;
      const metadata = { [DIGEST]: digest };
      const upload = { file, sizeBytes, sha256, metadata };
      const etag = await this.#bucket.putFile(path, upload, signal);
      this.#verified.remember(path, { etag, sizeBytes, digest });
      return result;
    });
    const nowMs = this.#now();
    const url = this.urlOf(path);
    return toArtifact(request, { path, url, nowMs, ...written });
  }

  async link({ path }: Pick<Artifact, 'path'>, name: string): Promise<string> {
    const link = `${dirname(path)}/${name}`;
    partsOfPath(link);
    await this.#bucket.putText(linkKeyOf(link), basename(path));
    return link;
  }

  async open(path: string, signal?: AbortSignal): Promise<OpenedFile> {
    const found = await this.#resolve(path, key =>
      this.#bucket.get(key, signal),
    );
    if (!found) throw artifactNotFound(path);
    const { object, stream: body } = found;
    const { sizeBytes, modifiedMs, metadata } = object;
    const digest = metadata[DIGEST];
    const toError = (error: unknown) => this.#bucket.toError(error);
    const stream = readVerified({ body, digest, toError }, signal);
    return { kind: 'file', sizeBytes, modifiedMs, stream };
  }

  async stat(path: string): Promise<StoredFile | undefined> {
    const found = await this.#resolve(path, key => this.#bucket.head(key));
    if (found) {
      const { sizeBytes, modifiedMs } = found;
      return { kind: 'file', sizeBytes, modifiedMs };
    }
    const parts = partsOfPath(path);
    if (parts.length >= FILE_DEPTH) return undefined;
    const prefix = parts.map(part => `${part}/`).join('');
    for await (const { keys } of this.#bucket.list(prefix, { pageSize: 1 })) {
      if (keys.length > 0) {
        return { kind: 'directory', sizeBytes: 0, modifiedMs: 0 };
      }
    }
    return undefined;
  }

  async list(path: string): Promise<readonly string[]> {
    const prefix = partsOfPath(path)
      .map(part => `${part}/`)
      .join('');
    const found: string[] = [];
    for await (const page of this.#bucket.list(prefix, { delimiter: '/' })) {
      found.push(...page.keys.map(({ key }) => key), ...page.folders);
    }
    if (found.includes(`${prefix}${LINKS}/`)) {
      for await (const { keys } of this.#bucket.list(`${prefix}${LINKS}/`)) {
        found.push(...keys.map(({ key }) => `${prefix}${basename(key)}`));
      }
    }
    const names = found.map(key => key.slice(prefix.length));
    if (names.length === 0) throw artifactNotFound(path);
    return names.filter(name => !name.startsWith('.')).sort();
  }

  async verify(
    { path, digest }: Pick<Artifact, 'path' | 'digest'>,
    signal?: AbortSignal,
  ): Promise<void> {
    const algorithm = algorithmOf(digest);
    const key = partsOfPath(path).join('/');
    const object = await this.#bucket.head(key, signal);
    if (!object) throw artifactNotFound(path);
    if (this.#verified.includes(key, { ...object, digest })) return;
    const read = await this.#bucket.get(key, signal);
    if (!read) throw artifactNotFound(path);
    const builder = createDigest(algorithm);
    const { stream: body } = read;
    const toError = (error: unknown) => this.#bucket.toError(error);
    for await (const chunk of readVerified({ body, toError }, signal)) {
      builder.update(chunk as Buffer);
    }
    if (builder.finish() !== digest) throw digestMismatch(digest);
    this.#verified.remember(key, { ...read.object, digest });
  }

  async remove(path: string): Promise<void> {
    await this.#delete([partsOfPath(path).join('/')]);
  }

  async collect(
    owner: ArtifactOwner,
    current: Pick<Artifact, 'path'>,
  ): Promise<readonly string[]> {
    const prefix = `${directoryOf(owner)}/`;
    const files: RetainedFile[] = [];
    for await (const { keys } of this.#bucket.list(prefix, {
      delimiter: '/',
    })) {
      for (const { key, modifiedMs } of keys) {
        files.push({ name: key.slice(prefix.length), modifiedMs });
      }
    }
    const names = filesPastRetention(
      files,
      basename(current.path),
      this.options.retention ?? {},
      this.#now() + this.#bucket.clockOffsetMs,
    );
    await this.#delete(names.map(name => `${prefix}${name}`));
    return names;
  }

  async removeAll(owner: ArtifactOwner): Promise<boolean> {
    let hasFile = false;
    for await (const { keys } of this.#bucket.list(`${directoryOf(owner)}/`)) {
      hasFile ||= keys.length > 0;
      await this.#delete(keys.map(({ key }) => key));
    }
    return hasFile;
  }

  /** What `read` finds for a path: the file, or the one that a link stands for. */
  async #resolve<T>(
    path: string,
    read: (key: string) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const parts = partsOfPath(path);
    if (parts.length !== FILE_DEPTH) return undefined;
    const key = parts.join('/');
    const file = await read(key);
    if (file !== undefined) return file;
    const link = await this.#bucket.get(linkKeyOf(key));
    if (!link) return undefined;
    const target = `${dirname(key)}/${await text(link.stream)}`;
    const isBeside = partsOfPath(target).length === FILE_DEPTH;
    return isBeside ? read(target) : undefined;
  }

  async #delete(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += DELETES_AT_ONCE) {
      const some = keys.slice(at, at + DELETES_AT_ONCE);
      await Promise.all(some.map(key => this.#bucket.delete(key)));
      for (const key of some) this.#verified.forget(key);
    }
  }

  async #sha256Of(
    file: string,
    digest: string,
    namespace: string,
    signal?: AbortSignal,
  ): Promise<Buffer> {
    const input = { file, algorithm: 'sha256' as const };
    const sha256 = digest.startsWith('sha256:')
      ? digest
      : await this.options.workers.run('digest', input, { namespace, signal });
    return Buffer.from(sha256.slice('sha256:'.length), 'hex');
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }
}
