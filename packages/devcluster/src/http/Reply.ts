import { ServerResponse } from 'http';
import { ApiError } from '../errors/ApiError';
import { JsonObject } from '../json';

/** What a handler answers: a JSON body, or a stream that it writes itself. */
export type Reply =
  | {
      readonly status: number;
      readonly body: JsonObject;
      readonly type?: string;
    }
  | {
      readonly status: number;
      readonly text: string;
      readonly type?: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly stream: (response: ServerResponse) => void };

export function json(body: JsonObject, status = 200): Reply {
  return { status, body };
}

/** Writes a reply, with Warning headers for `warnings`. */
export function send(
  response: ServerResponse,
  reply: Reply,
  warnings: readonly string[],
): void {
  if (warnings.length > 0) {
    response.setHeader(
      'Warning',
      warnings.map(
        text => `299 - "${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`,
      ),
    );
  }
  if ('stream' in reply) {
    reply.stream(response);
    return;
  }
  const text = 'text' in reply ? reply.text : `${JSON.stringify(reply.body)}\n`;
  const bytes = Buffer.from(text);
  response.writeHead(reply.status, {
    'Content-Type': reply.type ?? 'application/json',
    'Content-Length': bytes.length,
    'Cache-Control': 'no-cache, private',
    ...('headers' in reply ? reply.headers : {}),
  });
  response.end(bytes);
}

/** The reply to a fault; anything unexpected is an internal error, named but without a stack. */
export function faultReply(error: unknown): Reply {
  if (error instanceof ApiError) {
    return { status: error.code, body: error.toStatus() };
  }
  const message = error instanceof Error ? error.message : String(error);
  return faultReply(
    new ApiError(500, 'InternalError', `Internal error occurred: ${message}`),
  );
}
