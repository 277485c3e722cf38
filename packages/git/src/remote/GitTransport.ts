/** Program of a Git server: the first gives commits, the second takes them. */
export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** How {@link GitTransport.advertise} starts a service. */
export interface AdvertiseOptions {
  /**
   * Newest protocol to ask for; a server may answer with an older one. Default
   * 0, which is also the only one that `git-receive-pack` has.
   */
  readonly protocol?: 0 | 2;
  /** Bytes of the answer that are of use; a longer one may fail with `limit`. */
  readonly maxBytes?: number;
  /** Ends the request and the reading of its answer. */
  readonly signal: AbortSignal;
}

/** Bytes that are sent to a service. */
export type RequestBody = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * A way to the services of one repository: HTTP, SSH.
 *
 * A fetch or a push is one `advertise`, followed by exchanges of the same
 * service. Answers are pkt-lines. A reader must stop at the end of an answer,
 * which the protocol tells (a flush packet `0000`): over HTTP the stream ends
 * there as well, over SSH it goes on with the next answer. An answer has to be
 * read, or left, before the next request. With protocol 0 a service has ended
 * after its first fetch or push, and has to be advertised again.
 *
 * All calls, and the reading of answers, throw `GitError`: `network`,
 * `timeout`, `aborted`, `authentication`, `authorization`,
 * `repository-not-found`, `tls`.
 */
export interface GitTransport {
  /** Address of the repository as it was given, without credentials. */
  readonly url: string;
  /** Whether the stream of an answer ends with it: true over HTTP. */
  readonly endsAnswers: boolean;
  /**
   * Starts a service and reads what it says first, up to a flush packet:
   * capabilities, with protocol 0 and 1 on the lines of references.
   */
  advertise(
    service: GitService,
    options: AdvertiseOptions,
  ): Promise<AsyncIterable<Uint8Array>>;
  /** Sends a request to the service that was advertised last. */
  exchange(
    service: GitService,
    body: RequestBody,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>>;
  /** Closes the connections; the transport can't be used again. */
  close(): Promise<void>;
}
