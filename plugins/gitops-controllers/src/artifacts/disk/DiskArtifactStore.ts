import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import { constants } from 'fs';
import { mkdir, open, readdir, rename, rm, stat, symlink } from 'fs/promises';
import { basename, dirname, join } from 'path';
import type {
  ArtifactOwner,
  ArtifactStore,
  OpenedFile,
  PutRequest,
  StoredFile,
} from '../ArtifactStore';
import { algorithmOf, digestMismatch } from '../digest';
import { artifactNotFound } from '../errors';
import { filesPastRetention } from '../retention';
import type { RetainedFile } from '../retention';
import { directoryOf, filePathOf, namespaceOfPath } from '../storePath';
import type { StoreOptions } from '../storeOptions';
import { toArtifact } from '../toArtifact';
import { VerifiedContents } from '../VerifiedContents';
import { WorkArea } from '../WorkArea';
import { writeContent } from '../writeContent';
import { fingerprintOf } from './fingerprintOf';
import { isLocalDisk } from './isLocalDisk';
import { PRIVATE_DIRECTORY } from './privateDirectory';
import { StoreTree } from './StoreTree';

/** Settings of a {@link DiskArtifactStore}. */
interface DiskArtifactStoreOptions extends StoreOptions {
  /** Directory of the store; created when missing. */
  readonly root: string;
}

const LOCK = '.lock';
/** Of a file, and of no pipe or link that has taken its place. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function isMissing(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'ENOTDIR'].includes(code);
}

/** The value, or undefined when there is no such file. */
async function unlessMissing<T>(value: Promise<T>): Promise<T | undefined> {
  try {
    return await value;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The lock first: what is left when the process ends here still counts as a file. */
async function removeFile(file: string): Promise<void> {
  await rm(`${file}${LOCK}`, { force: true });
  // Somebody may have put a directory in its place.
  await rm(file, { force: true, recursive: true });
}

/**
 * Artifacts on a local disk. Each file has an empty `<file>.lock` beside it, as
 * in Flux's own store; the work area lies in {@link PRIVATE_DIRECTORY}, on the
 * same file system, so that a file appears by renaming it.
 */
export class DiskArtifactStore implements ArtifactStore {
  readonly workArea: WorkArea;
  readonly #tree: StoreTree;
  readonly #verified = new VerifiedContents();
  /** Directories of objects that hold one file, with its path. */
  readonly #settled = new Map<string, string>();

  constructor(private readonly options: DiskArtifactStoreOptions) {
    this.#tree = new StoreTree(options.root);
    const { root } = this.#tree;
    this.workArea = new WorkArea(join(root, PRIVATE_DIRECTORY, 'work'));
  }

  urlOf(path: string): string {
    return `${this.options.baseUrl()}/${path}`;
  }

  async put(request: PutRequest): Promise<Artifact> {
    const { owner, content, signal } = request;
    const { algorithm = 'sha256', workers } = this.options;
    const path = filePathOf(owner, request.fileName);
    this.#settled.delete(directoryOf(owner));
    const written = await this.workArea.use(async directory => {
      const file = join(directory, 'content');
      const { namespace } = owner;
      const options = { file, algorithm, workers, namespace, signal };
      const result = await writeContent(content, options);
      await this.#moveTo(path, file);
      return result;
    });
    const nowMs = this.#now();
    const url = this.urlOf(path);
    return toArtifact(request, { path, url, nowMs, ...written });
  }

  async link({ path }: Pick<Artifact, 'path'>, name: string): Promise<string> {
    const link = `${dirname(path)}/${name}`;
    const file = await this.#tree.placeOf(link);
    await this.workArea.use(async directory => {
      const made = join(directory, 'link');
      await symlink(basename(path), made);
      await rename(made, file);
    });
    return link;
  }

  async open(path: string, signal?: AbortSignal): Promise<OpenedFile> {
    const file = await this.#tree.fileOf(path);
    const handle = await unlessMissing(open(file, READ));
    if (!handle) throw artifactNotFound(path);
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw artifactNotFound(path);
      return {
        kind: 'file',
        sizeBytes: found.size,
        modifiedMs: found.mtimeMs,
        stream: handle.createReadStream({ signal }),
      };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async stat(path: string): Promise<StoredFile | undefined> {
    const found = await unlessMissing(stat(await this.#tree.fileOf(path)));
    if (!found?.isFile() && !found?.isDirectory()) return undefined;
    const isFile = found.isFile();
    return {
      kind: isFile ? 'file' : 'directory',
      sizeBytes: isFile ? found.size : 0,
      modifiedMs: found.mtimeMs,
    };
  }

  async list(path: string): Promise<readonly string[]> {
    const entries = await unlessMissing(
      readdir(await this.#tree.fileOf(path), { withFileTypes: true }),
    );
    if (!entries) throw artifactNotFound(path);
    return entries
      .filter(({ name }) => !name.startsWith('.'))
      .map(entry => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  }

  async verify(
    { path, digest }: Pick<Artifact, 'path' | 'digest'>,
    signal?: AbortSignal,
  ): Promise<void> {
    const { root } = this.#tree;
    const found = await fingerprintOf(join(root, path), isLocalDisk(root));
    if (found && this.#verified.includes(path, { ...found, digest })) return;
    const file = await this.#tree.fileOf(path);
    const input = { file, algorithm: algorithmOf(digest) };
    const computed = await unlessMissing(
      this.options.workers.run('digest', input, {
        namespace: namespaceOfPath(path),
        signal,
      }),
    );
    if (computed === undefined) throw artifactNotFound(path);
    if (computed !== digest) throw digestMismatch(digest);
    if (found) this.#verified.remember(path, { ...found, digest });
  }

  async remove(path: string): Promise<void> {
    await removeFile(await this.#tree.placeOf(path));
    this.#verified.forget(path);
  }

  async collect(
    owner: ArtifactOwner,
    current: Pick<Artifact, 'path'>,
  ): Promise<readonly string[]> {
    const directory = directoryOf(owner);
    if (this.#settled.get(directory) === current.path) return [];
    const files = await this.#filesIn(directory);
    const names = filesPastRetention(
      files,
      basename(current.path),
      this.options.retention ?? {},
      this.#now(),
    );
    const place = await this.#tree.placeOf(directory);
    for (const name of names) {
      await removeFile(join(place, name));
      this.#verified.forget(`${directory}/${name}`);
    }
    if (files.length - names.length === 1) {
      this.#settled.set(directory, current.path);
    }
    return names;
  }

  async removeAll(owner: ArtifactOwner): Promise<boolean> {
    const directory = directoryOf(owner);
    this.#settled.delete(directory);
    const files = await this.#filesIn(directory);
    for (const { name } of files) {
      this.#verified.forget(`${directory}/${name}`);
    }
    const place = await this.#tree.placeOf(directory);
    await rm(place, { recursive: true, force: true });
    return files.length > 0;
  }

  async #moveTo(path: string, from: string): Promise<void> {
    const file = await this.#tree.placeOf(path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await rename(from, file);
    await (await open(`${file}${LOCK}`, 'a', 0o600)).close();
  }

  /** Files of an object's directory, also those that earlier versions left. */
  async #filesIn(path: string): Promise<RetainedFile[]> {
    const directory = await this.#tree.fileOf(path);
    const entries = await unlessMissing(
      readdir(directory, { withFileTypes: true }),
    );
    const names = (entries ?? [])
      .filter(entry => entry.isFile() && !entry.name.endsWith(LOCK))
      .map(({ name }) => name);
    const files = names.map(async name => {
      const found = await unlessMissing(stat(join(directory, name)));
      return found && { name, modifiedMs: found.mtimeMs };
    });
    return (await Promise.all(files)).filter(file => file !== undefined);
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }
}
