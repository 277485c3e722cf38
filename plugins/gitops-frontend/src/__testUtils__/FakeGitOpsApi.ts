import type { ToastApiMessage } from '@backstage/frontend-plugin-api';
import type { GitOpsApi, StreamObserver } from '../api';

/** A portal API whose stream is played by the test. */
export class FakeGitOpsApi implements GitOpsApi {
  readonly requestAction = jest.fn(
    async (..._args: Parameters<GitOpsApi['requestAction']>) => ({
      requestedAt: '2026-01-01T00:00:00Z',
    }),
  );
  /** Receives the notices of the page. */
  readonly toast = jest.fn((_message: ToastApiMessage) => ({
    close: () => {},
  }));
  /** Entity and object of each stream that was opened. */
  readonly followed: unknown[][] = [];
  #observer?: StreamObserver;

  /** @param onFollow - plays the beginning of each stream */
  constructor(private readonly onFollow: (observer: StreamObserver) => void) {}

  readonly follow: GitOpsApi['follow'] = (entity, object, observer) => {
    this.followed.push([entity, object]);
    this.#observer = observer;
    this.onFollow(observer);
    return () => {};
  };

  /** The observer of the last stream. */
  get observer(): StreamObserver {
    if (!this.#observer) throw new Error('no stream was opened');
    return this.#observer;
  }
}
