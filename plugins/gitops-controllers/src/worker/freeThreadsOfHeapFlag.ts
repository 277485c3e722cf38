import { setFlagsFromString } from 'v8';

const FLAG = /--max[-_]old[-_]space[-_]size/;

/**
 * Makes the `resourceLimits` of threads count in a process that was started
 * with `--max-old-space-size`, as Backstage's often are: V8 takes that flag for
 * each heap of the process and drops the limit of a thread. The main thread's
 * heap has its size already; threads that others start without limits get V8's
 * default instead of the flag's.
 */
export function freeThreadsOfHeapFlag(): void {
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ''];
  if (given.some(option => FLAG.test(option))) {
    setFlagsFromString('--max-old-space-size=0');
  }
}
