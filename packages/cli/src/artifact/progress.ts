import type { ProgressListener } from '@backstage-gitops/oci';
import type { Reporter } from './artifactCommand';

const INTERVAL_MS = 5000;
const MEBIBYTE = 1024 * 1024;

/** Reports how far a transfer is, every five seconds; one that is faster says nothing. */
export function progressTo(say: Reporter, verb: string): ProgressListener {
  let last = performance.now();
  return (doneBytes, totalBytes) => {
    const now = performance.now();
    if (now - last < INTERVAL_MS) return;
    last = now;
    const mebibytes = (bytes: number) => (bytes / MEBIBYTE).toFixed(0);
    say.waiting(
      `${verb} ${mebibytes(doneBytes)} of ${mebibytes(totalBytes)} MiB`,
    );
  };
}
