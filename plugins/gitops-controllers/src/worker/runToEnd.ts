import { WorkerError } from './errors';
import type { TaskInput, TaskName, TaskOutput } from './loadTask';
import type { TaskOptions, WorkerPool } from './WorkerPool';

/**
 * Runs a task; one that takes long while others wait is begun anew where it
 * disturbs nobody.
 * @throws what WorkerPool.run throws, but never `preempted`
 */
export async function runToEnd<Name extends TaskName>(
  workers: Pick<WorkerPool, 'run'>,
  task: Name,
  input: TaskInput<Name>,
  options: TaskOptions,
): Promise<TaskOutput<Name>> {
  for (;;) {
    try {
      return await workers.run(task, input, options);
    } catch (error) {
      const isPreempted =
        error instanceof WorkerError && error.code === 'preempted';
      if (!isPreempted) throw error;
    }
  }
}
