import { chmodSync, createReadStream, mkdirSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { pipeline } from 'stream/promises';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { createGunzip } from 'zlib';
import { ArtifactError } from '../errors';

/** What to unpack where. Plain data, for a worker. */
export interface UnpackRequest {
  /** A tar.gz. */
  readonly file: string;
  /** Existing directory. */
  readonly directory: string;
  /** Directory of the archive to take; all of it by default. */
  readonly from?: string;
  /** Bytes of all files together. Default 4 GiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 4 * 1024 ** 3;

/** @throws ArtifactError - `invalid-archive`: absolute, or with `..` */
function safeParts(name: string): string[] {
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  if (name.startsWith('/') || parts.includes('..') || name.includes('\0')) {
    throw new ArtifactError(
      'invalid-archive',
      `the archive holds an unsafe path ${JSON.stringify(name)}`,
    );
  }
  return parts;
}

class Unpacker {
  private total = 0;
  private readonly maxBytes: number;
  private readonly prefix: readonly string[];

  constructor(private readonly request: UnpackRequest) {
    this.maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES;
    this.prefix = safeParts(request.from ?? '');
  }

  /** Path below the target, or undefined for what is not wanted. */
  private targetOf(name: string): string | undefined {
    const parts = safeParts(name);
    const isInside = this.prefix.every((part, index) => parts[index] === part);
    return isInside
      ? join(this.request.directory, ...parts.slice(this.prefix.length))
      : undefined;
  }

  /** @throws ArtifactError - `limit`: a file of this size is too much */
  requireRoom(sizeBytes: number): void {
    if (this.total + sizeBytes > this.maxBytes) {
      throw new ArtifactError(
        'limit',
        `the archive is larger than ${this.maxBytes} bytes`,
      );
    }
  }

  write({ name, type, mode }: Header, content: Buffer): void {
    this.total += content.length;
    const target = this.targetOf(name);
    if (target === undefined) {
      return;
    }
    if (type === 'directory') {
      mkdirSync(target, { recursive: true });
    } else if (type === 'file') {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      chmodSync(target, (mode ?? 0) & 0o111 ? 0o755 : 0o644);
    }
  }
}

/**
 * Unpacks directories and regular files; links are left out, so that nothing
 * can be written outside.
 * @throws ArtifactError - `invalid-archive`, `limit`
 */
export async function unpackTo(request: UnpackRequest): Promise<void> {
  const unpacker = new Unpacker(request);
  const entries = extract();
  const reading = pipeline(
    createReadStream(request.file),
    createGunzip(),
    entries,
  );
  try {
    for await (const entry of entries) {
      const chunks: Buffer[] = [];
      unpacker.requireRoom(entry.header.size ?? 0);
      for await (const chunk of entry) {
        chunks.push(chunk as Buffer);
      }
      unpacker.write(entry.header, Buffer.concat(chunks));
    }
    await reading;
  } catch (error) {
    reading.catch(() => undefined);
    throw error instanceof ArtifactError
      ? error
      : new ArtifactError(
          'invalid-archive',
          `the archive is damaged: ${(error as Error).message}`,
          { cause: error },
        );
  }
}
