import { TASKS } from './loadTask';
import type { TaskName } from './loadTask';

/** What the pool sends to a worker thread. */
export interface TaskMessage {
  readonly task: TaskName;
  readonly input: unknown;
}

/** Errors lose their fields on the way between threads; these are kept. */
export interface TaskFailure {
  readonly failure: Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly message: string;
    readonly stack?: string;
  };
}

/** Result of a task, or why there is none. */
export type TaskReply = { readonly output: unknown } | TaskFailure;

/** By shape: an error of another realm is no instance of this one's class. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value;
}

function describeFailure(error: unknown): TaskFailure {
  if (!isError(error)) {
    return { failure: { name: 'Error', message: String(error) } };
  }
  const fields = Object.fromEntries(
    Object.entries(error).filter(([, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value),
    ),
  );
  const { name, message, stack } = error;
  return { failure: { ...fields, name, message, stack } };
}

/** Runs one task; what a worker thread does. */
export async function runTask(
  { task, input }: TaskMessage,
  tasks: typeof TASKS = TASKS,
): Promise<TaskReply> {
  try {
    const run = (await tasks[task]()) as (value: unknown) => unknown;
    return { output: await run(input) };
  } catch (error) {
    return describeFailure(error);
  }
}
