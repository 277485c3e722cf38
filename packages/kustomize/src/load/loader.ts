import { KustomizeError } from '../errors';
import type { FileSystem } from '../fileSystem';
import type { BuildLimits, LoadRestrictor } from '../options';
import { baseName, dirName, isInOrBelow, joinPath } from './path';
import {
  isHttpUrl,
  parseRepositoryReference,
  type RepositoryReference,
} from './remoteUrl';
import type { RemoteStore } from './remoteStore';

/** What all loaders of one build share. */
export interface LoaderContext {
  readonly limits: BuildLimits;
  readonly remotes: RemoteStore;
  /** Bytes read so far. */
  totalBytes: number;
}

/** How a build came to a directory. */
interface LoaderOrigin {
  /** Loader of the kustomization that includes the directory. */
  readonly referrer?: Loader;
  /** Repository whose clone the directory was opened in by its URL. */
  readonly clone?: { readonly url: string; readonly root: string };
}

/**
 * Reads the files of one kustomization directory and makes the loaders of
 * those that it includes. It keeps the way from the top, to find cycles.
 */
export class Loader {
  private constructor(
    private readonly fs: FileSystem,
    /** Absolute directory without symbolic links. */
    readonly root: string,
    private readonly restrictor: LoadRestrictor,
    private readonly context: LoaderContext,
    private readonly origin: LoaderOrigin = {},
  ) {}

  private get referrer(): Loader | undefined {
    return this.origin.referrer;
  }

  /** @throws KustomizeError - not-found, when `path` is no directory */
  static atTop(
    fs: FileSystem,
    path: string,
    restrictor: LoadRestrictor,
    context: LoaderContext,
  ): Loader {
    const reference = parseRepositoryReference(path);
    if (reference !== undefined) return Loader.atClone(reference, context);
    return new Loader(fs, confirmDirectory(fs, path), restrictor, context);
  }

  private static atClone(
    reference: RepositoryReference,
    context: LoaderContext,
    referrer?: Loader,
  ): Loader {
    const { url } = reference;
    const { fs, root: clone } = context.remotes.requireClone(reference);
    const directory = joinPath(clone, reference.path);
    const real = realPathOf(fs, directory);
    if (fs.stat(real)?.kind !== 'dir') {
      throw new KustomizeError(
        'not-found',
        `'${directory}' refers to file '${baseName(
          real,
        )}'; expecting directory`,
      );
    }
    const root = fs.realPath(clone);
    if (!isInOrBelow(real, root)) {
      throw new KustomizeError(
        'load-restriction',
        `"${directory}" refers to directory outside of repo "${clone}"`,
      );
    }
    return new Loader(fs, real, 'LoadRestrictionsRootOnly', context, {
      referrer,
      clone: { url, root },
    });
  }

  /** File system of this directory; another one below a remote base. */
  get files(): FileSystem {
    return this.fs;
  }

  /**
   * The loader of an included directory or repository.
   * @throws KustomizeError - not-found, cycle, load-restriction, remote, limit
   */
  open(path: string): Loader {
    if (path === '') {
      throw new KustomizeError('not-found', 'new root cannot be empty');
    }
    if (this.depth() >= this.context.limits.depth) {
      throw new KustomizeError(
        'limit',
        `kustomizations are nested more than ${this.context.limits.depth} deep at '${path}'`,
      );
    }
    const reference = parseRepositoryReference(path);
    if (reference !== undefined) {
      this.refuseRepositoryCycle(path);
      return Loader.atClone(reference, this.context, this);
    }
    if (path.startsWith('/')) {
      throw new KustomizeError(
        'load-restriction',
        `new root '${path}' cannot be absolute`,
      );
    }
    const root = confirmDirectory(this.fs, joinPath(this.root, path), path);
    this.refuseLeavingClone(root);
    this.refuseCycle(root);
    return new Loader(this.fs, root, this.restrictor, this.context, {
      referrer: this,
    });
  }

  /**
   * Content of a file, relative to this directory, absolute, or an https URL.
   * @throws KustomizeError - not-found, load-restriction, remote, limit
   */
  load(path: string): Uint8Array {
    if (isHttpUrl(path)) {
      const content = this.context.remotes.requireFile(path);
      return this.count(content, path);
    }
    const absolute = path.startsWith('/') ? path : joinPath(this.root, path);
    const allowed =
      this.restrictor === 'LoadRestrictionsNone' &&
      this.containingClone() === undefined
        ? absolute
        : this.restrict(absolute);
    return this.read(allowed);
  }

  /** As {@link load}, `undefined` for whatever fails. */
  tryLoad(path: string): Uint8Array | undefined {
    const absolute = joinPath(this.root, path);
    if (this.fs.stat(absolute)?.kind !== 'file') return undefined;
    try {
      return this.load(path);
    } catch (error) {
      if (error instanceof KustomizeError && error.code === 'limit')
        throw error;
      return undefined;
    }
  }

  private restrict(path: string): string {
    const real = realPathOf(this.fs, path);
    if (this.fs.stat(real)?.kind === 'dir') {
      throw new KustomizeError(
        'not-found',
        `'${path}' must resolve to a file`,
        {
          file: path,
        },
      );
    }
    const directory = dirName(real);
    if (!isInOrBelow(directory, this.root)) {
      throw new KustomizeError(
        'load-restriction',
        `security; file '${path}' is not in or below '${this.root}'`,
        { file: path },
      );
    }
    return joinPath(directory, baseName(real));
  }

  private read(path: string): Uint8Array {
    this.refuseSize(this.fs.stat(path)?.sizeBytes ?? 0, path);
    let content: Uint8Array;
    try {
      content = this.fs.readFile(path);
    } catch (cause) {
      throw new KustomizeError('not-found', messageOf(cause), {
        file: path,
        cause,
      });
    }
    return this.count(content, path);
  }

  private count(content: Uint8Array, path: string): Uint8Array {
    const { limits } = this.context;
    this.context.totalBytes += content.length;
    this.refuseSize(content.length, path);
    if (this.context.totalBytes > limits.totalBytes) {
      throw new KustomizeError(
        'limit',
        `the files of this build have more than ${limits.totalBytes} bytes`,
        { file: path },
      );
    }
    return content;
  }

  private refuseSize(bytes: number, path: string): void {
    const { fileBytes } = this.context.limits;
    if (bytes <= fileBytes) return;
    throw new KustomizeError(
      'limit',
      `file '${path}' has ${bytes} bytes, more than the limit of ${fileBytes}`,
      { file: path },
    );
  }

  private depth(): number {
    let depth = 0;
    for (
      let loader = this.referrer;
      loader !== undefined;
      loader = loader.referrer
    ) {
      depth += 1;
    }
    return depth;
  }

  private containingClone(): { url: string; root: string } | undefined {
    return this.origin.clone ?? this.referrer?.containingClone();
  }

  private refuseLeavingClone(root: string): void {
    const clone = this.containingClone();
    if (clone !== undefined && !isInOrBelow(root, clone.root)) {
      throw new KustomizeError(
        'load-restriction',
        'security; bases in kustomizations found in cloned git repos must be within the repo, ' +
          `but base '${root}' is outside '${clone.root}'`,
      );
    }
  }

  /** This loader and those that led to it. */
  private *chain(): Generator<Loader> {
    yield this;
    if (this.referrer) yield* this.referrer.chain();
  }

  private refuseCycle(candidate: string): void {
    for (const loader of this.chain()) {
      if (loader.fs === this.fs && isInOrBelow(loader.root, candidate)) {
        throw new KustomizeError(
          'cycle',
          `cycle detected: candidate root '${candidate}' contains visited root '${loader.root}'`,
          { file: candidate },
        );
      }
    }
  }

  private refuseRepositoryCycle(url: string): void {
    for (const loader of this.chain()) {
      const { clone } = loader.origin;
      if (clone?.url.startsWith(url)) {
        throw new KustomizeError(
          'cycle',
          `cycle detected: URI '${url}' referenced by previous URI '${clone.url}'`,
        );
      }
    }
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function realPathOf(fs: FileSystem, path: string): string {
  try {
    return fs.realPath(path);
  } catch (cause) {
    throw new KustomizeError(
      'not-found',
      `evalsymlink failure on '${path}' : ${messageOf(cause)}`,
      { file: path, cause },
    );
  }
}

function confirmDirectory(fs: FileSystem, path: string, given = path): string {
  if (given === '') {
    throw new KustomizeError(
      'not-found',
      'directory path cannot be empty string',
    );
  }
  let real: string;
  try {
    real = realPathOf(fs, path);
  } catch (error) {
    throw (error as KustomizeError).wrap(
      'must build at directory: not a valid directory',
    );
  }
  if (fs.stat(real)?.kind !== 'dir') {
    throw new KustomizeError(
      'not-found',
      `must build at directory: '${path}': file is not directory`,
      { file: path },
    );
  }
  return real;
}
