import type {
  GetObjectCommandOutput,
  HeadObjectCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { open } from 'fs/promises';
import type { Readable } from 'stream';
import { setTimeout as delay } from 'timers/promises';
import { createClient } from './createClient';
import { loadSdk } from './loadSdk';
import type { S3Settings } from './S3Settings';
import { isMissing, isRetryable, toStoreError } from './toStoreError';

type Sdk = typeof import('@aws-sdk/client-s3');

/** What is known of an object. */
interface S3Object {
  readonly sizeBytes: number;
  /** Milliseconds since the epoch, by the clock of the server. */
  readonly modifiedMs: number;
  /** Changes with the bytes. */
  readonly etag: string;
  /** `x-amz-meta-…`, by name in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file on its way into the bucket. */
interface Upload {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A part of a listing. */
interface Page {
  readonly keys: readonly {
    readonly key: string;
    readonly modifiedMs: number;
  }[];
  /** Beginnings of keys up to the next slash, that slash included. */
  readonly folders: readonly string[];
}

const DEFAULT_ATTEMPTS = 4;
const DEFAULT_FIRST_PAUSE_MS = 200;
/** Servers give whole seconds, and some the same one for a while. */
const CLOSE_MS = 5_000;
/** For a request without a body. */
const TIMEOUT_MS = 30_000;
/** An upload that is slower has failed. */
const LEAST_BYTES_PER_MS = 64;

function toObject(output: GetObjectCommandOutput | HeadObjectCommandOutput) {
  return {
    sizeBytes: output.ContentLength ?? 0,
    modifiedMs: output.LastModified?.getTime() ?? 0,
    etag: output.ETag ?? '',
    metadata: output.Metadata ?? {},
  };
}

/**
 * The part of S3 that a store needs, in the words of keys and bytes. Requests
 * that may succeed later are tried again a few times; failures are ArtifactErrors
 * `unavailable` without secrets. A file is one PutObject, which is atomic and
 * leaves nothing behind when it breaks off: there are no multipart uploads.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API
 */
export class S3Bucket {
  /** For messages: `bucket 'artifacts' at https://minio.example:9000`. */
  readonly place: string;
  /** Milliseconds by which the clock of the server is ahead of this one's; 0 for a few seconds. */
  clockOffsetMs = 0;

  private constructor(
    private readonly sdk: Sdk,
    private readonly client: S3Client,
    private readonly settings: S3Settings,
  ) {
    const { bucket, endpoint, region } = settings;
    this.place = `bucket '${bucket}' at ${
      endpoint ?? `AWS ${region ?? ''}`
    }`.trim();
  }

  /** Opens a bucket; no request is made. */
  static async open(settings: S3Settings): Promise<S3Bucket> {
    const sdk = loadSdk();
    const client = createClient(sdk, settings, date => {
      const offsetMs = date - Date.now();
      const isClose = Math.abs(offsetMs) < CLOSE_MS;
      bucket.clockOffsetMs = isClose ? 0 : offsetMs;
    });
    const bucket = new S3Bucket(sdk, client, settings);
    return bucket;
  }

  close(): void {
    this.client.destroy();
  }

  async head(key: string, signal?: AbortSignal): Promise<S3Object | undefined> {
    const command = new this.sdk.HeadObjectCommand(this.#at(key));
    const output = await this.#unlessMissing(signal, abortSignal =>
      this.client.send(command, { abortSignal }),
    );
    return output && toObject(output);
  }

  /** The reader destroys the stream or reads it to its end. */
  async get(
    key: string,
    signal?: AbortSignal,
  ): Promise<{ object: S3Object; stream: Readable } | undefined> {
    const command = new this.sdk.GetObjectCommand(this.#at(key));
    const output = await this.#unlessMissing(signal, abortSignal =>
      this.client.send(command, { abortSignal }),
    );
    return (
      output && { object: toObject(output), stream: output.Body as Readable }
    );
  }

  /** @returns etag of the object */
  async putFile(
    key: string,
    upload: Upload,
    signal?: AbortSignal,
  ): Promise<string> {
    const { file, sizeBytes, sha256, metadata } = upload;
    const timeoutMs = TIMEOUT_MS + Math.ceil(sizeBytes / LEAST_BYTES_PER_MS);
    const send = async (abortSignal: AbortSignal) => {
      const body = (await open(file)).createReadStream();
      const unreadable = new AbortController();
      body.once('error', error => unreadable.abort(error));
      const command = new this.sdk.PutObjectCommand({
        ...this.#at(key),
        Body: body,
        ContentLength: sizeBytes,
        ChecksumSHA256: sha256.toString('base64'),
        Metadata: metadata,
      });
      const signals = [abortSignal, unreadable.signal];
      try {
        return await this.client.send(command, {
          abortSignal: AbortSignal.any(signals),
        });
      } catch (error) {
        throw unreadable.signal.aborted ? unreadable.signal.reason : error;
      } finally {
        body.destroy();
      }
    };
    const output = await this.#retry(signal, timeoutMs, send);
    return output.ETag ?? '';
  }

  /** Puts a few bytes. */
  async putText(
    key: string,
    text: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const command = new this.sdk.PutObjectCommand({
      ...this.#at(key),
      Body: text,
    });
    await this.#retry(signal, TIMEOUT_MS, abortSignal =>
      this.client.send(command, { abortSignal }),
    );
  }

  /** Removes an object, if it exists. */
  async delete(key: string, signal?: AbortSignal): Promise<void> {
    const command = new this.sdk.DeleteObjectCommand(this.#at(key));
    await this.#unlessMissing(signal, abortSignal =>
      this.client.send(command, { abortSignal }),
    );
  }

  /**
   * Keys that begin with `prefix`, as the keys of this bucket are named.
   * @param delimiter - `/`: only as far as the next slash
   * @param pageSize - default and at most 1000
   */
  async *list(
    prefix: string,
    { delimiter, pageSize }: { delimiter?: '/'; pageSize?: number } = {},
    signal?: AbortSignal,
  ): AsyncGenerator<Page> {
    const base = this.#keyOf('');
    const nameOf = (key = '') => key.slice(base.length);
    let token: string | undefined;
    do {
      const command = new this.sdk.ListObjectsV2Command({
        Bucket: this.settings.bucket,
        Prefix: this.#keyOf(prefix),
        Delimiter: delimiter,
        MaxKeys: pageSize,
        ContinuationToken: token,
      });
      const output = await this.#retry(signal, TIMEOUT_MS, abortSignal =>
        this.client.send(command, { abortSignal }),
      );
      yield {
        keys: (output.Contents ?? []).map(({ Key, LastModified }) => ({
          key: nameOf(Key),
          modifiedMs: LastModified?.getTime() ?? 0,
        })),
        folders: (output.CommonPrefixes ?? []).map(({ Prefix }) =>
          nameOf(Prefix),
        ),
      };
      token = output.IsTruncated ? output.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** A failure in words that may go into conditions. */
  toError(error: unknown): Error {
    return toStoreError(error, this.place);
  }

  #keyOf(key: string): string {
    const { prefix } = this.settings;
    return prefix ? `${prefix}/${key}` : key;
  }

  #at(key: string) {
    return { Bucket: this.settings.bucket, Key: this.#keyOf(key) };
  }

  async #unlessMissing<T>(
    signal: AbortSignal | undefined,
    send: (abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    return this.#retry(signal, TIMEOUT_MS, abortSignal =>
      send(abortSignal).catch(error => {
        if (isMissing(error)) return undefined;
        throw error;
      }),
    );
  }

  async #retry<T>(
    signal: AbortSignal | undefined,
    timeoutMs: number,
    send: (abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const {
      attempts = DEFAULT_ATTEMPTS,
      firstPauseMs = DEFAULT_FIRST_PAUSE_MS,
    } = this.settings;
    for (let attempt = 1; ; attempt++) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        return await send(
          signal ? AbortSignal.any([signal, timeout]) : timeout,
        );
      } catch (error) {
        signal?.throwIfAborted();
        if (attempt >= attempts || !isRetryable(error))
          throw this.toError(error);
      }
      await delay(firstPauseMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}
