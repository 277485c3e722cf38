import { Api } from './Api';

/** The server that a case runs against. */
export interface Target {
  readonly name: 'devcluster' | 'control-plane';
  readonly kubeconfigPath: string;
  readonly api: Api;
  /** A namespace of the case's own, empty at the start. */
  readonly namespace: string;
  /** Runs the real kubectl in the namespace; rejects with its stderr when it fails. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Waits until `check` gives a value; rejects after `timeoutMs` (default 15,000) with `what`. */
  eventually<T>(
    what: string,
    check: () => Promise<T | undefined | false>,
    timeoutMs?: number,
  ): Promise<T>;
}

/** One case: the same expectation on every target. It fails by throwing. */
export interface ConformanceCase {
  readonly name: string;
  run(target: Target): Promise<void>;
}
