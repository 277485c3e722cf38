import { createHash } from 'crypto';
import { createServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { checkSignature } from './checkSignature';

/** An object in the memory of an {@link S3Server}. */
interface StoredObject {
  readonly bytes: Buffer;
  /** `x-amz-meta-…` by whole name. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedMs: number;
}

/** What a test does to a request. True: it has answered. */
export type Fault = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean;

/** Settings of an {@link S3Server}. */
interface S3ServerOptions {
  readonly bucket?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** Milliseconds by which its clock is ahead. */
  readonly clockOffsetMs?: number;
}

const SKEW_MS = 15 * 60_000;
/** 1000 in S3; less shows the same with fewer requests. */
const PAGE_SIZE = 50;
const META = /^x-amz-meta-/;

/** A refusal with the code that S3 gives. */
class Refusal extends Error {
  constructor(readonly status: number, readonly code: string) {
    super(code);
  }
}

function xml(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${name}>${content}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, char => `&#${char.charCodeAt(0)};`);
}

const tag = (name: string, value: string | number | boolean) =>
  `<${name}>${escapeXml(String(value))}</${name}>`;

const etagOf = (bytes: Buffer) =>
  `"${createHash('md5').update(bytes).digest('hex')}"`;

/**
 * The verbs of S3 that the store uses, for tests: objects of one bucket in
 * memory, with signatures, hashes and clock checked as S3 checks them, times of
 * whole seconds, and listings in pages. Paths only: `/<bucket>/<key>`.
 */
export class S3Server {
  readonly objects = new Map<string, StoredObject>();
  /** `PUT key`, in the order in which they came. */
  readonly requests: string[] = [];
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  clockOffsetMs: number;
  /** Asked before each request. */
  fault: Fault | undefined;
  readonly #server: Server;

  private constructor(options: S3ServerOptions) {
    this.bucket = options.bucket ?? 'artifacts';
    this.accessKeyId = options.accessKeyId ?? 'test-access-key';
    this.secretAccessKey = options.secretAccessKey ?? 'test-secret-key';
    this.clockOffsetMs = options.clockOffsetMs ?? 0;
    this.#server = createServer((request, response) => {
      if (this.fault?.(request, response)) return;
      this.#answer(request, response).catch(error => {
        if (error instanceof Refusal) this.#refuse(request, response, error);
        else response.destroy();
      });
    });
  }

  static async start(options: S3ServerOptions = {}): Promise<S3Server> {
    const started = new S3Server(options);
    await new Promise<void>(resolve => {
      started.#server.listen(0, '127.0.0.1', resolve);
    });
    return started;
  }

  get endpoint(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Puts bytes as another program would. */
  overwrite(key: string, bytes: Uint8Array): void {
    const modifiedMs = this.#nowMs();
    this.objects.set(key, {
      bytes: Buffer.from(bytes),
      metadata: {},
      modifiedMs,
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  #nowMs(): number {
    return Date.now() + this.clockOffsetMs;
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { pathname, searchParams } = new URL(
      request.url ?? '/',
      this.endpoint,
    );
    const [bucket, ...rest] = pathname.slice(1).split('/');
    const key = rest.map(decodeURIComponent).join('/');
    const { method = 'GET' } = request;
    this.requests.push(`${method} ${key}`);
    response.setHeader('date', new Date(this.#nowMs()).toUTCString());
    await this.#authenticate(request);
    const body = await this.#read(request);
    if (bucket !== this.bucket) throw new Refusal(404, 'NoSuchBucket');
    if (method === 'PUT') this.#put(key, body, request, response);
    else if (method === 'DELETE') {
      this.objects.delete(key);
      response.writeHead(204).end();
    } else if (key === '') this.#list(searchParams, response);
    else this.#get(key, method, response);
  }

  async #authenticate(request: IncomingMessage): Promise<void> {
    const { accessKeyId, secretAccessKey } = this;
    const check = await checkSignature(request, {
      accessKeyId,
      secretAccessKey,
    });
    if (check.kind === 'refused') throw new Refusal(403, check.code);
    if (Math.abs(check.signedMs - this.#nowMs()) > SKEW_MS) {
      throw new Refusal(403, 'RequestTimeTooSkewed');
    }
  }

  async #read(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const hash = createHash('sha256').update(body);
    if (request.headers['x-amz-content-sha256'] !== hash.digest('hex')) {
      throw new Refusal(400, 'XAmzContentSHA256Mismatch');
    }
    return body;
  }

  #put(
    key: string,
    bytes: Buffer,
    { headers }: IncomingMessage,
    response: ServerResponse,
  ): void {
    const metadata = Object.fromEntries(
      Object.entries(headers).filter(([name]) => META.test(name)),
    ) as Record<string, string>;
    this.objects.set(key, { bytes, metadata, modifiedMs: this.#nowMs() });
    response.writeHead(200, { etag: etagOf(bytes) }).end();
  }

  #get(key: string, method: string, response: ServerResponse): void {
    const found = this.objects.get(key);
    if (!found) throw new Refusal(404, 'NoSuchKey');
    const { bytes, metadata, modifiedMs } = found;
    response.writeHead(200, {
      ...metadata,
      etag: etagOf(bytes),
      'content-length': bytes.length,
      'last-modified': new Date(modifiedMs).toUTCString(),
    });
    response.end(method === 'HEAD' ? undefined : bytes);
  }

  #list(query: URLSearchParams, response: ServerResponse): void {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const size = Math.min(
      PAGE_SIZE,
      Number(query.get('max-keys') ?? PAGE_SIZE),
    );
    const after = query.get('continuation-token') ?? '';
    const names = [...this.objects.keys()]
      .filter(key => key.startsWith(prefix))
      .map(key => {
        const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
        return end === -1 ? key : key.slice(0, end + 1);
      });
    const left = [...new Set(names)].sort().filter(name => name > after);
    const page = left.slice(0, size);
    const isTruncated = left.length > size;
    const entries = page.map(name => this.#entry(name, delimiter));
    const next = isTruncated ? tag('NextContinuationToken', page.at(-1)!) : '';
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(
        xml(
          'ListBucketResult',
          `${tag('IsTruncated', isTruncated)}${next}${entries.join('')}`,
        ),
      );
  }

  #entry(name: string, delimiter: string): string {
    if (delimiter && name.endsWith(delimiter)) {
      return `<CommonPrefixes>${tag('Prefix', name)}</CommonPrefixes>`;
    }
    const { modifiedMs, bytes } = this.objects.get(name)!;
    const time = new Date(Math.floor(modifiedMs / 1000) * 1000).toISOString();
    return `<Contents>${tag('Key', name)}${tag('Size', bytes.length)}${tag(
      'LastModified',
      time,
    )}</Contents>`;
  }

  #refuse(
    { method }: IncomingMessage,
    response: ServerResponse,
    { status, code }: Refusal,
  ): void {
    response.writeHead(status, { 'content-type': 'application/xml' });
    const secretive = tag('AWSAccessKeyId', this.accessKeyId);
    const message = tag('Message', `refused for ${this.accessKeyId}`);
    response.end(
      method === 'HEAD'
        ? undefined
        : xml('Error', `${tag('Code', code)}${message}${secretive}`),
    );
  }
}
