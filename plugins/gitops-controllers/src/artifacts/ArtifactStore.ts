import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import { randomUUID } from 'crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'fs/promises';
import { basename, dirname, join, resolve, sep } from 'path';
import type { WorkerPool } from '../worker/WorkerPool';
import type {
  ArchiveRequest,
  ArchiveResult,
  DigestAlgorithm,
} from './archive/archiveDirectory';
import type { DigestRequest } from './digestFile';
import { ArtifactError } from './errors';

/** Settings of an {@link ArtifactStore}. */
export interface ArtifactStoreOptions {
  /** Directory of the store; created when missing. */
  readonly root: string;
  readonly workers: WorkerPool;
  /** Base of the URLs that consumers get, without a final slash. */
  readonly baseUrl: () => string;
  /** Default sha256. */
  readonly algorithm?: DigestAlgorithm;
  /** Files older than this go, except the current one. Default one minute. */
  readonly retentionTtlMs?: number;
  /** Files kept at most, the current one included. Default 2. */
  readonly retentionRecords?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** The object that an artifact belongs to. */
export interface ArtifactOwner {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What to put into the store. */
export interface PutRequest {
  readonly owner: ArtifactOwner;
  /** Name of the file: `<commit>.tar.gz`. */
  readonly fileName: string;
  readonly revision: string;
  /** Directory whose content is archived. */
  readonly directory: string;
  readonly ignore?: string;
  readonly signal?: AbortSignal;
}

const DEFAULT_TTL_MS = 60_000;
const DEFAULT_RECORDS = 2;
const LOCK = '.lock';
const PENDING = '.pending-';
const ALGORITHMS: readonly string[] = ['sha256', 'sha384', 'sha512'];

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isFile(),
    () => false,
  );
}

/**
 * Artifacts on a local disk: `<kind>/<namespace>/<name>/<file>`, each with an
 * empty `<file>.lock` beside it. A file appears whole or not at all.
 * @see Flux: source-controller, "Artifact"
 */
export class ArtifactStore {
  readonly root: string;
  private readonly algorithm: DigestAlgorithm;

  constructor(private readonly options: ArtifactStoreOptions) {
    this.root = resolve(options.root);
    this.algorithm = options.algorithm ?? 'sha256';
  }

  /** Path below the root of an object's directory. */
  directoryOf({ kind, namespace, name }: ArtifactOwner): string {
    return `${kind.toLowerCase()}/${namespace}/${name}`;
  }

  /** Where consumers download a path. */
  urlOf(path: string): string {
    return `${this.options.baseUrl()}/${path}`;
  }

  /**
   * The file of a path.
   * @throws ArtifactError - `invalid-path`: it leads out of the store
   */
  fileOf(path: string): string {
    const file = resolve(this.root, path);
    if (file !== this.root && !file.startsWith(this.root + sep)) {
      throw new ArtifactError('invalid-path', `path '${path}' is not allowed`);
    }
    return file;
  }

  async has({ path }: Pick<Artifact, 'path'>): Promise<boolean> {
    return exists(this.fileOf(path));
  }

  /**
   * Compares the stored bytes with the digest.
   * @throws ArtifactError - `digest-mismatch`
   */
  async verify({ path, digest }: Pick<Artifact, 'path' | 'digest'>) {
    const [algorithm] = digest.split(':');
    const computed = ALGORITHMS.includes(algorithm)
      ? await this.options.workers.run<DigestRequest, string>('digest', {
          file: this.fileOf(path),
          algorithm: algorithm as DigestAlgorithm,
        })
      : undefined;
    if (computed !== digest) {
      throw new ArtifactError(
        'digest-mismatch',
        `computed digest doesn't match '${digest}'`,
      );
    }
  }

  /** Archives a directory; replaces a file of the same name in one step. */
  async put(request: PutRequest): Promise<Artifact> {
    const path = `${this.directoryOf(request.owner)}/${request.fileName}`;
    const file = this.fileOf(path);
    const pending = join(dirname(file), `${PENDING}${randomUUID()}`);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await (await open(`${file}${LOCK}`, 'a', 0o600)).close();
    try {
      const { digest, sizeBytes } = await this.options.workers.run<
        ArchiveRequest,
        ArchiveResult
      >(
        'archive',
        {
          directory: request.directory,
          file: pending,
          algorithm: this.algorithm,
          ...(request.ignore === undefined ? {} : { ignore: request.ignore }),
        },
        request.signal,
      );
      await rename(pending, file);
      return {
        digest,
        lastUpdateTime: this.timestamp(),
        path,
        revision: request.revision,
        size: sizeBytes,
        url: this.urlOf(path),
      };
    } finally {
      await rm(pending, { force: true });
      if (!(await exists(file))) {
        await rm(`${file}${LOCK}`, { force: true });
      }
    }
  }

  /** Removes one file. */
  async remove({ path }: Pick<Artifact, 'path'>): Promise<void> {
    const file = this.fileOf(path);
    await rm(file, { force: true });
    await rm(`${file}${LOCK}`, { force: true });
  }

  /**
   * Removes what the object no longer needs: every file but the current one
   * once it is past the retention time, then the oldest beyond the number of
   * records.
   * @returns names of the files removed
   */
  async collect(
    owner: ArtifactOwner,
    current: Pick<Artifact, 'path'>,
  ): Promise<string[]> {
    const directory = this.fileOf(this.directoryOf(owner));
    const keep = basename(current.path);
    const files = (await this.filesOf(directory)).filter(
      ({ name }) => name !== keep,
    );
    const oldest = this.now() - (this.options.retentionTtlMs ?? DEFAULT_TTL_MS);
    const records = this.options.retentionRecords ?? DEFAULT_RECORDS;
    const young = files
      .filter(({ modifiedMs }) => modifiedMs >= oldest)
      .sort((a, b) => b.modifiedMs - a.modifiedMs);
    const surplus = young.slice(Math.max(0, records - 1));
    const stale = files.filter(({ modifiedMs }) => modifiedMs < oldest);
    const removed = [...stale, ...surplus].map(({ name }) => name);
    for (const name of removed) {
      await this.remove({ path: `${this.directoryOf(owner)}/${name}` });
    }
    return removed;
  }

  /**
   * Removes everything of an object.
   * @returns whether there was anything
   */
  async removeAll(owner: ArtifactOwner): Promise<boolean> {
    const directory = this.fileOf(this.directoryOf(owner));
    const found = await this.filesOf(directory);
    await rm(directory, { recursive: true, force: true });
    return found.length > 0;
  }

  private async filesOf(
    directory: string,
  ): Promise<{ name: string; modifiedMs: number }[]> {
    const entries = await readdir(directory, { withFileTypes: true }).catch(
      () => [],
    );
    const names = entries
      .filter(entry => entry.isFile() && !entry.name.endsWith(LOCK))
      .map(({ name }) => name);
    return Promise.all(
      names.map(async name => ({
        name,
        modifiedMs: (await stat(join(directory, name))).mtimeMs,
      })),
    );
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private timestamp(): string {
    return new Date(this.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}
