import { deepStrictEqual } from 'assert';
import { ApiObject, ApiReply } from './Api';

/** Throws unless both are equal; the message shows the difference. */
export function expectEqual(
  actual: unknown,
  expected: unknown,
  what: string,
): void {
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    throw new Error(`${what}\n${(error as Error).message}`);
  }
}

/** Throws unless the reply has the status; returns its body. */
export function expectStatus(
  reply: ApiReply,
  status: number,
  what: string,
): ApiObject {
  if (reply.status !== status) {
    throw new Error(
      `${what}: status ${reply.status} instead of ${status}: ${JSON.stringify(
        reply.body,
      )}`,
    );
  }
  return reply.body;
}

/** The facts of a Status that clients rely on. */
export function expectFault(
  reply: ApiReply,
  code: number,
  reason: string,
  message: string,
): void {
  expectEqual(
    {
      code: reply.body.code,
      reason: reply.body.reason,
      message: reply.body.message,
    },
    { code, reason, message },
    `${code} ${reason}`,
  );
}

/** managedFields without times, in the server's order. */
export function ownership(object: ApiObject): unknown {
  return (object.metadata.managedFields as ApiObject[]).map(
    ({ time: _time, ...entry }) => entry,
  );
}
