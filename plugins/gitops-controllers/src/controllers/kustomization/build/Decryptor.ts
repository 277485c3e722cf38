import { decode } from '@backstage-gitops/go-yaml';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import {
  decrypt,
  formatForPath,
  isEncrypted,
  SopsError,
} from '@backstage-gitops/sops';
import type { Format, KeyService } from '@backstage-gitops/sops';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import { BuildError } from './BuildError';
import { encryptedSources } from './encryptedSources';
import { keyServicesOf } from './keyServices';
import type { BuildRequest } from './request';
import { callKeyServices } from './sharedKeyServices';

/** Label or annotation that keeps an object encrypted, when `disabled`. */
const DECRYPT_ANNOTATION = 'kustomize.toolkit.fluxcd.io/decrypt';

/** Parts of text that every SOPS document of a format has. */
const MARKERS: readonly (readonly [Format, RegExp])[] = [
  ['json', /"sops"\s*:\s*\{/],
  ['yaml', /^sops:/m],
  ['ini', /^\[sops\]/m],
  ['dotenv', /^sops_mac=/m],
];

/** Format of an encrypted text by its content; undefined if it is not one. */
function detectFormat(text: string): Format | undefined {
  return MARKERS.find(([, marker]) => marker.test(text))?.[0];
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
    { keys, services }: NonNullable<BuildRequest['decryption']>,
    private readonly strictMac: boolean,
  ) {
    try {
      this.#services = [
        ...keyServicesOf(keys),
        ...(services ? callKeyServices(services) : []),
      ];
    } catch (cause) {
      throw new BuildError('build', `cannot import keys: ${textOf(cause)}`, {
        cause,
      });
    }
  }

  /**
   * Decrypts, in place, files that generators and patches of a build read, and
   * checks the MAC of encrypted manifests.
   * @throws BuildError
   */
  async decryptSources(
    files: ArchiveFileSystem,
    directory: string,
  ): Promise<void> {
    for (const source of encryptedSources(files, directory)) {
      const bytes = files.readFile(source.path);
      if (!isEncrypted(bytes, source.format)) continue;
      try {
        const data = await this.#open(bytes, source.format, source.path);
        if (source.isReplaced) files.writeFile(source.path, data);
      } catch (cause) {
        // The failure of a manifest is thrown when its object is decrypted.
        if (!source.isReplaced && !(cause instanceof BuildError)) continue;
        if (cause instanceof BuildError) throw cause;
        throw new BuildError(
          'build',
          `error decrypting sources: failed to decrypt ${source.path}: ${textOf(
            cause,
          )}`,
          { cause },
        );
      }
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
    const { labels, annotations, namespace } = object.metadata;
    const isDisabled = [labels, annotations].some(
      map => map?.[DECRYPT_ANNOTATION] === 'disabled',
    );
    if (isDisabled) return undefined;
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

  async #decryptFields(
    secret: UnstructuredObject,
    subject: string,
  ): Promise<UnstructuredObject | undefined> {
    const data = { ...(secret.data as Record<string, unknown> | undefined) };
    let hasChanged = false;
    for (const [key, value] of Object.entries(data)) {
      if (typeof value !== 'string') continue;
      const bytes = new Uint8Array(Buffer.from(value, 'base64'));
      const format = detectFormat(new TextDecoder().decode(bytes));
      if (!format || !isEncrypted(bytes, format)) continue;
      try {
        const plain = await this.#open(bytes, format, key, formatForPath(key));
        data[key] = Buffer.from(plain).toString('base64');
        hasChanged = true;
      } catch (cause) {
        throw new Error(
          `failed to decrypt and format ${subject} field '${key}': ${textOf(
            cause,
          )}`,
          { cause },
        );
      }
    }
    return hasChanged ? { ...secret, data } : undefined;
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
