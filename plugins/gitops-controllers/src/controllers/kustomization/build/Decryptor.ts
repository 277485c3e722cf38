import { decode } from '@backstage-gitops/go-yaml';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { decrypt, isEncrypted, SopsError } from '@backstage-gitops/sops';
import type { Format, KeyService } from '@backstage-gitops/sops';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import { BuildError } from './BuildError';
import { encryptedSources } from './encryptedSources';
import type { EncryptedSource } from './encryptedSources';
import { formatForKey } from './formatForKey';
import { keyServicesOf } from './keyServices';
import type { BuildRequest } from './request';
import { callKeyServices } from './sharedKeyServices';

/** Annotation that keeps an object encrypted, when `disabled` in any letter case. */
const DECRYPT_ANNOTATION = 'kustomize.toolkit.fluxcd.io/decrypt';

/** Largest file that is decrypted: 5 MiB. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** Text by which Flux tells that a file of a format is a SOPS document. */
const MARKERS: Readonly<Record<Format, string>> = {
  binary: '"mac": "ENC[',
  json: '"mac": "ENC[',
  dotenv: 'sops_mac=ENC[',
  ini: '[sops]',
  yaml: 'mac: ENC[',
};

const hasMarker = (bytes: Uint8Array, format: Format) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    MARKERS[format],
  );

/** Format of an encrypted text by its content; undefined if it is not one. */
function detectFormat(bytes: Uint8Array): Format | undefined {
  const formats: readonly Format[] = ['json', 'yaml', 'dotenv', 'ini'];
  return formats.find(format => hasMarker(bytes, format));
}

/** Bytes of standard base64 with its padding, line breaks allowed; undefined if it is none. */
function fromBase64(text: string): Uint8Array | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  const isBase64 =
    compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
  return isBase64 ? new Uint8Array(Buffer.from(compact, 'base64')) : undefined;
}

function dataText(value: unknown): string {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
    ? String(value)
    : '';
}

function textOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isKeyFault = error instanceof SopsError && error.code === 'NO_DATA_KEY';
  return isKeyFault ? `cannot get sops data key: ${message}` : message;
}

/**
 * Decrypts SOPS documents of a build with the keys of one Secret. Their MAC is
 * always computed on the file as it is in the source; a wrong one is a warning,
 * or a failure when `strictMac` is set.
 */
export class Decryptor {
  /** One sentence for each file whose MAC does not fit. */
  readonly macMismatches: string[] = [];
  readonly #services: KeyService[];

  constructor(
    { keys, services, network }: NonNullable<BuildRequest['decryption']>,
    private readonly strictMac: boolean,
  ) {
    try {
      this.#services = [
        ...keyServicesOf(keys, network),
        ...(services ? callKeyServices(services) : []),
      ];
    } catch (cause) {
      throw new BuildError('build', `cannot import keys: ${textOf(cause)}`, {
        cause,
      });
    }
  }

  /**
   * Decrypts, in place, the files that Flux decrypts before a build, and checks
   * the MAC of encrypted manifests.
   * @throws BuildError
   */
  async decryptSources(
    files: ArchiveFileSystem,
    directory: string,
  ): Promise<void> {
    const decrypted = new Set<string>();
    try {
      for (const source of encryptedSources(files, directory)) {
        if (!source.isReplaced) await this.#checkManifest(files, source.path);
        else if (!decrypted.has(source.path)) {
          await this.#decryptFile(files, source);
          decrypted.add(source.path);
        }
      }
    } catch (cause) {
      if (cause instanceof BuildError) throw cause;
      const text = `error decrypting sources: ${textOf(cause)}`;
      throw new BuildError('build', text, { cause });
    }
  }

  async #decryptFile(
    files: ArchiveFileSystem,
    { path, format }: EncryptedSource,
  ): Promise<void> {
    const kind = files.stat(path)?.kind;
    if (kind === undefined) {
      throw new Error(`lstat ${path}: no such file or directory`);
    }
    if (kind === 'dir') {
      throw new Error(
        `cannot decrypt irregular file ${path}: it is a directory`,
      );
    }
    const bytes = files.readFile(path);
    if (bytes.length > MAX_FILE_BYTES) {
      throw new Error(
        `cannot decrypt file ${path} with size (${bytes.length} bytes) exceeding limit (${MAX_FILE_BYTES})`,
      );
    }
    if (!hasMarker(bytes, format)) return;
    try {
      files.writeFile(path, await this.#open(bytes, format, path));
    } catch (cause) {
      if (cause instanceof BuildError) throw cause;
      throw new Error(`failed to decrypt ${path}: ${textOf(cause)}`, { cause });
    }
  }

  /** Any failure but that of the MAC is told when the object is decrypted. */
  async #checkManifest(files: ArchiveFileSystem, path: string): Promise<void> {
    const bytes = files.readFile(path);
    if (!hasMarker(bytes, 'yaml') || !isEncrypted(bytes, 'yaml')) return;
    try {
      await this.#open(bytes, 'yaml', path);
    } catch (cause) {
      if (cause instanceof BuildError) throw cause;
    }
  }

  /**
   * The decrypted object; undefined when it is not encrypted.
   * @param yaml - the object as text
   * @param name - how messages call it, such as `Secret.v1.[noGrp]/enc`
   * @throws BuildError
   */
  async decryptObject(
    object: UnstructuredObject,
    yaml: string,
    name: string,
  ): Promise<UnstructuredObject | undefined> {
    const { annotations, namespace } = object.metadata;
    const wish = annotations?.[DECRYPT_ANNOTATION]?.toLowerCase();
    if (wish === 'disabled') return undefined;
    const subject = `'${namespace ?? ''}/${object.metadata.name}' ${
      object.kind
    }`;
    try {
      const sops = object.sops as { mac?: unknown } | undefined;
      if (sops?.mac) return await this.#decryptWhole(yaml, subject);
      return object.kind === 'Secret'
        ? await this.#decryptFields(object, subject)
        : undefined;
    } catch (cause) {
      throw new BuildError(
        'build',
        `decryption failed for '${name}': ${textOf(cause)}`,
        {
          cause,
        },
      );
    }
  }

  async #decryptWhole(
    yaml: string,
    subject: string,
  ): Promise<UnstructuredObject> {
    const document = new TextEncoder().encode(yaml);
    try {
      // The build has changed the document, so its MAC says nothing here.
      const { data } = await decrypt(document, 'yaml', {
        keyServices: this.#services,
        areCommentsLost: true,
      });
      const text = new TextDecoder().decode(data);
      return decode(text, { dialect: 'sigs' }) as UnstructuredObject;
    } catch (cause) {
      throw new Error(
        `failed to decrypt and format ${subject} data: ${textOf(cause)}`,
        {
          cause,
        },
      );
    }
  }

  /** Flux also writes the `data` of every Secret anew, as text. */
  async #decryptFields(
    secret: UnstructuredObject,
    subject: string,
  ): Promise<UnstructuredObject | undefined> {
    if (secret.data === undefined) return undefined;
    const given = Object.entries(secret.data ?? {});
    if (given.length === 0) {
      const { data: _, ...rest } = secret;
      return rest as UnstructuredObject;
    }
    const plain: [key: string, value: string][] = [];
    for (const [key, value] of given) {
      const field = { key, value: dataText(value), subject };
      plain.push([key, (await this.#decryptField(field)) ?? field.value]);
    }
    const isSame = given.every(([, value], at) => plain[at][1] === value);
    return isSame ? undefined : { ...secret, data: Object.fromEntries(plain) };
  }

  /** The decrypted value in base64; undefined when it is not encrypted. */
  async #decryptField({
    key,
    value,
    subject,
  }: {
    key: string;
    value: string;
    subject: string;
  }): Promise<string | undefined> {
    const bytes = fromBase64(value);
    const format = bytes && detectFormat(bytes);
    if (!format) return undefined;
    try {
      const plain = await this.#open(bytes, format, key, formatForKey(key));
      return Buffer.from(plain).toString('base64');
    } catch (cause) {
      throw new Error(
        `failed to decrypt and format ${subject} field '${key}': ${textOf(
          cause,
        )}`,
        { cause },
      );
    }
  }

  async #open(
    bytes: Uint8Array,
    format: Format,
    where: string,
    outputFormat: Format = format,
  ): Promise<Uint8Array> {
    const { data, mac } = await decrypt(bytes, format, {
      keyServices: this.#services,
      outputFormat,
    });
    if (mac !== 'mismatch') return data;
    const warning = `the MAC of ${where} does not fit: the file was changed after it was encrypted`;
    if (this.strictMac) throw new BuildError('build', warning);
    this.macMismatches.push(warning);
    return data;
  }
}
