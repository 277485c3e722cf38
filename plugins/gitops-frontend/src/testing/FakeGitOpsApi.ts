import type { GitOpsApi, StreamObserver } from '../api';

/** A portal API whose stream is played by the test. */
export class FakeGitOpsApi implements GitOpsApi {
  readonly reconcile = jest.fn(async () => {});
  readonly suspend = jest.fn(async () => {});
  readonly resume = jest.fn(async () => {});
  readonly followed: unknown[][] = [];
  #observer?: StreamObserver;

  readonly follow = (...args: Parameters<GitOpsApi['follow']>) => {
    this.followed.push(args.slice(0, 2));
    [, , this.#observer] = args;
    this.onFollow(args[2]);
    return () => {};
  };

  /** @param onFollow - plays the beginning of each stream */
  constructor(private readonly onFollow: (observer: StreamObserver) => void) {}

  /** The observer of the last stream. */
  get observer(): StreamObserver {
    if (!this.#observer) throw new Error('nobody follows');
    return this.#observer;
  }
}
