import type { Logger } from '@backstage-gitops/kube';

/** Everything that is closed at the end, last opened first. */
export class Closers {
  private readonly closers: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.closers.unshift(close);
  }

  /** Closes each once; a failure is logged and delays none of the others. */
  async close(logger: Logger): Promise<void> {
    for (const close of this.closers.splice(0)) {
      await close().catch(error =>
        logger.warn('cannot close', { error: (error as Error).message }),
      );
    }
  }
}
