import { IncomingMessage } from 'http';
import { parseAllDocuments } from 'yaml';
import { ApiError, badRequest, unsupportedMediaType } from '../errors/ApiError';
import { isObject, JsonObject } from '../json';
import { decodeProtobuf } from '../protobuf/decodeProtobuf';
import { duplicateFields } from './duplicateFields';

/** The real server's limit of a request body. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

const ACCEPTED = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
];

/** A request body and what was odd about its text. */
export interface Body {
  readonly value: unknown;
  /** E.g. `duplicate field "spec.x"`. */
  readonly textFaults: readonly string[];
}

/** Reads the whole body. @throws ApiError - 413 */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new ApiError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${MAX_BODY_BYTES}`,
      );
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

/** The media type of a request, without parameters. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? 'application/json')
    .split(';')[0]
    .trim()
    .toLowerCase();
}

/**
 * Parses a body of JSON, YAML or protobuf.
 * @throws ApiError - 400, 415
 */
export function parseBody(bytes: Buffer, type: string): Body {
  if (type === 'application/vnd.kubernetes.protobuf') {
    return { value: decodeProtobuf(bytes), textFaults: [] };
  }
  if (type.includes('cbor')) {
    throw unsupportedMediaType(ACCEPTED);
  }
  const text = bytes.toString('utf8');
  const isJson = /^\s*[[{]/.test(text);
  if (isJson || !type.includes('yaml')) {
    return { value: parseJson(text), textFaults: duplicateFields(text) };
  }
  return { value: parseYaml(text), textFaults: [] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(
      `couldn't get version/kind; json parse error: ${
        (error as Error).message
      }`,
    );
  }
}

function parseYaml(text: string): unknown {
  const [document] = parseAllDocuments(text, {
    merge: true,
    version: '1.1',
    maxAliasCount: 100,
  } as never);
  if (!document || ('errors' in document && document.errors.length > 0)) {
    const fault =
      document?.errors[0]?.message.split('\n')[0] ?? 'empty document';
    throw badRequest(`error decoding YAML: ${fault}`);
  }
  return document.toJS() as unknown;
}

/** A body that must be an object; an empty one counts as `{}`. */
export function objectBody(bytes: Buffer, type: string): JsonObject {
  if (bytes.length === 0) {
    return {};
  }
  const { value } = parseBody(bytes, type);
  if (!isObject(value)) {
    throw badRequest('the body of the request is not an object');
  }
  return value;
}
