import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseTree } from '../checkout/parseTree';
import type { TreeEntry } from '../checkout/parseTree';
import { GitError } from '../errors';
import { EMPTY_TREE } from '../pack/objectTypes';
import type { ObjectType } from '../pack/objectTypes';
import { PackedObjects } from '../pack/PackedObjects';
import { createTransport } from '../remote/createTransport';
import type { GitTransport } from '../remote/GitTransport';
import { limitsOf } from '../remote/options';
import type { GitLimits, RemoteOptions } from '../remote/options';
import { UploadPack } from '../remote/protocol/UploadPack';
import type { PackRequest } from '../remote/protocol/UploadPack';
import { Transfer } from '../remote/Transfer';
import { parseCommit } from '../transfer/parseCommit';
import type { TreeSource } from './TreeDirectory';

/** Files that one request asks for. */
const BATCH = 1000;

/**
 * One commit of a repository on a server, without its history, to build on. Its
 * trees are fetched at once; its files when they are read, where the server can
 * leave them out. What was fetched is in a temporary directory until `close`.
 */
export class BaseReader implements TreeSource {
  private readonly packs: PackedObjects[] = [];
  private readonly transfer: Transfer;
  private service: UploadPack | undefined;
  /** One fetch at a time goes over a connection. */
  private fetching: Promise<void> = Promise.resolve();

  private constructor(
    private readonly transport: GitTransport,
    private readonly directory: string,
    private signal: AbortSignal,
    private readonly limits: Required<GitLimits>,
  ) {
    this.transfer = new Transfer(directory, limits.packBytes);
  }

  /**
   * Starts the service that gives commits.
   * @param signal - ends this and all reading that follows
   */
  static async open(
    remote: RemoteOptions,
    signal: AbortSignal,
  ): Promise<BaseReader> {
    const { workDirectory = tmpdir() } = remote;
    const transport = createTransport(remote);
    const directory = await mkdtemp(join(workDirectory, 'write-'));
    return new BaseReader(transport, directory, signal, limitsOf(remote));
  }

  /** Starts the service early; a failure is told by what needs it. */
  start(): void {
    this.fetching = this.startService().then(
      () => undefined,
      () => undefined,
    );
  }

  /**
   * Fetches a commit.
   * @param want - annotated tag that leads to it
   * @returns hash of its tree
   * @throws GitError - `commit-not-found`, `limit`, and those of the network
   */
  async fetchCommit(hash: string, want: string = hash): Promise<string> {
    await this.fetch(service => ({
      wants: [want],
      depth: 1,
      ...(service.canFilter ? { filter: 'blob:none' } : {}),
    }));
    const content = await this.content(hash, 'commit');
    return parseCommit(hash, content).tree;
  }

  /** Fetches a commit and those before it, `depth` in a row, alone if possible. */
  async fetchHistory(hash: string, depth: number): Promise<void> {
    await this.fetch(service => ({
      wants: [hash],
      depth,
      ...(service.canFilter ? { filter: 'tree:0' } : {}),
    }));
  }

  /** Hashes of the parents of a commit; undefined when it was not fetched. */
  async parents(hash: string): Promise<string[] | undefined> {
    if (!this.find(hash)) {
      return undefined;
    }
    const content = await this.content(hash, 'commit');
    const [head] = content.toString('latin1').split('\n\n', 1);
    return [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(
      ([, parent]) => parent,
    );
  }

  async tree(hash: string): Promise<readonly TreeEntry[]> {
    return hash === EMPTY_TREE
      ? []
      : parseTree(await this.content(hash, 'tree'));
  }

  async blob(hash: string): Promise<Uint8Array> {
    await this.prefetch([hash]);
    return this.content(hash, 'blob');
  }

  /** Fetches files that are read next, many with one request. */
  async prefetch(hashes: readonly string[]): Promise<void> {
    const missing = [...new Set(hashes)].filter(hash => !this.find(hash));
    for (let at = 0; at < missing.length; at += BATCH) {
      const wants = missing.slice(at, at + BATCH);
      await this.fetch(() => ({ wants }));
    }
  }

  /** Lets another signal end the reading. */
  renew(signal: AbortSignal): void {
    this.signal = signal;
  }

  async close(): Promise<void> {
    this.packs.forEach(pack => pack.close());
    await this.transport.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  private find(hash: string) {
    for (const pack of this.packs) {
      const object = pack.find(hash);
      if (object) {
        return { pack, object };
      }
    }
    return undefined;
  }

  private async content(hash: string, type: ObjectType): Promise<Buffer> {
    const found = this.find(hash);
    if (found?.object.type !== type) {
      throw new GitError('protocol', `the server did not send ${type} ${hash}`);
    }
    return found.pack.read(found.object);
  }

  private async fetch(
    toRequest: (service: UploadPack) => PackRequest,
  ): Promise<void> {
    const fetching = this.fetching.then(() => this.fetchNow(toRequest));
    this.fetching = fetching.catch(() => undefined);
    await fetching;
  }

  private async fetchNow(
    toRequest: (service: UploadPack) => PackRequest,
  ): Promise<void> {
    const service = await this.startService();
    const request = toRequest(service);
    const file = await this.transfer.fetch(service, request, this.signal);
    this.packs.push(await PackedObjects.open([file], this.limits.fileBytes));
  }

  private async startService(): Promise<UploadPack> {
    if (!this.service?.isUsable) {
      const { transport, signal } = this;
      const { refBytes } = this.limits;
      this.service = await UploadPack.start(transport, { refBytes }, signal);
    }
    return this.service;
  }
}
