import { randomUUID } from 'crypto';
import type { IncomingMessage, ServerResponse } from 'http';
import { buffer } from 'stream/consumers';
import { MediaType } from '../manifest/mediaTypes';
import { digestOf } from '../reference/digest';
import type { RegistryStore } from './RegistryStore';

/** A request to a repository. */
interface RepositoryCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly name: string;
  /** What follows `manifests/`, `blobs/`, `tags/`. */
  readonly rest: string;
}

/** How {@link RegistryHandler} behaves. */
export interface RegistryBehaviour {
  /** Whether it keeps lists of referrers. Default true. */
  readonly referrers?: boolean;
  /** Tags of a page. Default as many as are asked for. */
  readonly pageSize?: number;
}

/** Keeps also what came before a connection broke. */
async function collect(
  request: IncomingMessage,
  chunks: Buffer[],
): Promise<void> {
  for await (const chunk of request) chunks.push(chunk as Buffer);
}

function lengthOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((total, { length }) => total + length, 0);
}

/** Ends a request with an error of the specification. */
export function refuse(
  { response }: Pick<RepositoryCall, 'response'>,
  status: number,
  code: string,
  detail?: unknown,
): void {
  const message = code.toLowerCase().replace(/_/g, ' ');
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ code, message, detail }] }));
}

/** The endpoints of a registry on a store in memory. */
export class RegistryHandler {
  private readonly uploads = new Map<string, Buffer[]>();
  /** Ends of the requests that last wrote to an upload. */
  private readonly writing = new Map<string, Promise<void>>();

  constructor(
    private readonly store: RegistryStore,
    private readonly behaviour: RegistryBehaviour,
  ) {}

  async manifests(call: RepositoryCall): Promise<void> {
    const { request, response, name, rest } = call;
    const { manifests, tags } = this.store.repository(name);
    const digest = rest.includes(':') ? rest : tags.get(rest);
    if (request.method === 'PUT') {
      await this.putManifest(call);
      return;
    }
    const found = digest === undefined ? undefined : manifests.get(digest);
    if (digest === undefined || !found) {
      refuse(call, 404, 'MANIFEST_UNKNOWN', { Tag: rest });
      return;
    }
    if (request.method === 'DELETE') {
      if (rest.includes(':')) manifests.delete(rest);
      else tags.delete(rest);
      response.writeHead(202).end();
      return;
    }
    response.writeHead(200, {
      'content-type': found.mediaType,
      'content-length': found.bytes.length,
      'docker-content-digest': digest,
    });
    response.end(request.method === 'HEAD' ? undefined : found.bytes);
  }

  private async putManifest(call: RepositoryCall): Promise<void> {
    const { request, response, name, rest } = call;
    const bytes = await buffer(request);
    const mediaType = request.headers['content-type'] ?? '';
    const { blobs } = this.store.repository(name);
    const { config, layers = [], subject } = JSON.parse(bytes.toString());
    const missing = [config, ...layers].find(
      entry => entry && !blobs.has(entry.digest),
    );
    if (missing) {
      refuse(call, 400, 'MANIFEST_BLOB_UNKNOWN', missing);
      return;
    }
    const digest = this.store.addManifest(name, rest, { bytes, mediaType });
    const keepsList = subject && this.behaviour.referrers !== false;
    response.writeHead(201, {
      location: `/v2/${name}/manifests/${digest}`,
      'docker-content-digest': digest,
      ...(keepsList ? { 'oci-subject': subject.digest } : {}),
    });
    response.end();
  }

  /** Whole blobs, and with Range the rest of them. */
  blobs(call: RepositoryCall): void {
    const { request, response, name, rest } = call;
    const bytes = this.store.find(name)?.blobs.get(rest);
    if (!bytes) {
      refuse(call, 404, 'BLOB_UNKNOWN', { digest: rest });
      return;
    }
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const start = Number(range?.[1] ?? 0);
    response.writeHead(range ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': bytes.length - start,
      'docker-content-digest': rest,
      ...(range
        ? {
            'content-range': `bytes ${start}-${bytes.length - 1}/${
              bytes.length
            }`,
          }
        : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(start));
  }

  tags(call: RepositoryCall): void {
    const { response, url, name } = call;
    const repository = this.store.find(name);
    if (!repository) {
      refuse(call, 404, 'NAME_UNKNOWN', { name });
      return;
    }
    const tags = [...repository.tags.keys()].sort();
    const asked = Number(url.searchParams.get('n') ?? tags.length);
    const size = Math.min(asked, this.behaviour.pageSize ?? Infinity);
    const last = url.searchParams.get('last') ?? '';
    const later = tags.filter(tag => tag > last);
    const page = later.slice(0, size);
    const next = `/v2/${name}/tags/list?n=${size}&last=${page.at(-1)}`;
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(later.length > size ? { link: `<${next}>; rel="next"` } : {}),
    });
    response.end(JSON.stringify({ name, tags: page }));
  }

  referrers(call: RepositoryCall): void {
    const { response, name, rest } = call;
    if (this.behaviour.referrers === false) {
      refuse(call, 404, 'UNSUPPORTED');
      return;
    }
    const manifests = this.store.referrersOf(name, rest);
    const { ociIndex: mediaType } = MediaType;
    response.writeHead(200, { 'content-type': mediaType });
    response.end(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  }

  /** Starts an upload, or mounts a blob of another repository. */
  private begin({ response, url, name }: RepositoryCall): void {
    const digest = url.searchParams.get('mount') ?? '';
    const from = url.searchParams.get('from') ?? '';
    const bytes = this.store.find(from)?.blobs.get(digest);
    if (bytes) {
      this.store.addBlob(name, bytes);
      response.writeHead(201, { location: `/v2/${name}/blobs/${digest}` });
      response.end();
      return;
    }
    const id = randomUUID();
    this.uploads.set(id, []);
    response.writeHead(202, { location: `/v2/${name}/blobs/uploads/${id}` });
    response.end();
  }

  async upload(call: RepositoryCall): Promise<void> {
    const { request, response, url, name, rest } = call;
    const id = rest.replace(/^uploads\/?/, '');
    if (request.method === 'POST') {
      this.begin(call);
      return;
    }
    const chunks = this.uploads.get(id);
    if (!chunks) {
      request.resume();
      refuse(call, 404, 'BLOB_UPLOAD_UNKNOWN');
      return;
    }
    await this.writing.get(id)?.catch(() => undefined);
    const start = lengthOf(chunks);
    const location = `/v2/${name}/blobs/uploads/${id}`;
    if (request.method === 'GET') {
      const received = `0-${Math.max(start - 1, 0)}`;
      response.writeHead(204, { location, range: received }).end();
      return;
    }
    const range = /^(\d+)-(\d+)$/.exec(request.headers['content-range'] ?? '');
    const first = range ? Number(range[1]) : 0;
    if (first !== start && request.headers['content-length'] !== '0') {
      request.resume();
      response.writeHead(416).end();
      return;
    }
    const written = collect(request, chunks);
    this.writing.set(id, written);
    await written;
    if (request.method === 'PATCH') {
      const received = `0-${lengthOf(chunks) - 1}`;
      response.writeHead(202, { location, range: received }).end();
      return;
    }
    const bytes = Buffer.concat(chunks);
    const digest = url.searchParams.get('digest');
    this.uploads.delete(id);
    if (digestOf(bytes) !== digest) {
      refuse(call, 400, 'DIGEST_INVALID');
      return;
    }
    this.store.addBlob(name, bytes);
    response.writeHead(201, { location: `/v2/${name}/blobs/${digest}` }).end();
  }
}
