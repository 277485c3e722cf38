import { OciError } from '../errors';
import { isObject, textOf } from '../json';
import type { Json } from '../json';
import { parseDigest } from '../reference/digest';
import { INDEX_TYPES } from './mediaTypes';

/** Content of a registry, by its digest. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:<hex>`. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  /** The content itself, base64. */
  readonly data?: string;
  readonly platform?: Platform;
}

/** What a manifest of an index is for. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** Manifest of an image or artifact. */
export interface ImageManifest {
  readonly schemaVersion: number;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** List of manifests. */
export interface ImageIndex {
  readonly schemaVersion: number;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

function invalid(why: string, cause?: unknown): OciError {
  return new OciError('invalid-manifest', why, { cause });
}

function parseJson(bytes: Uint8Array): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw invalid(`the manifest is no JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw invalid('the manifest is no JSON object');
  return value;
}

/** String entries of a map; undefined for none. */
function annotationsOf(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw invalid('annotations must be an object');
  const entries = Object.entries(value).map(([key, entry]) => {
    if (typeof entry !== 'string') {
      throw invalid(`the annotation ${JSON.stringify(key)} is no string`);
    }
    return [key, entry] as const;
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function platformOf(value: unknown): Platform | undefined {
  if (!isObject(value)) return undefined;
  const variant = textOf(value.variant);
  return {
    os: textOf(value.os) ?? '',
    architecture: textOf(value.architecture) ?? '',
    ...(variant === undefined ? {} : { variant }),
  };
}

/** Leaves out what is undefined. */
function defined<T extends object>(
  fields: T,
): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]: NonNullable<T[K]> };
}

function descriptorOf(value: unknown, what: string): Descriptor {
  if (!isObject(value)) throw invalid(`${what} is no descriptor`);
  const { size, digest } = value;
  if (typeof digest !== 'string') throw invalid(`${what} has no digest`);
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw invalid(`${what} has no size`);
  }
  return {
    mediaType: textOf(value.mediaType) ?? '',
    digest: parseDigest(digest),
    size: size as number,
    ...defined({
      annotations: annotationsOf(value.annotations),
      artifactType: textOf(value.artifactType),
      data: textOf(value.data),
      platform: platformOf(value.platform),
    }),
  };
}

function listOf(value: unknown, what: string, max: number): Descriptor[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`${what}s must be a list`);
  if (value.length > max) {
    throw new OciError(
      'limit',
      `the manifest has ${value.length} ${what}s; ${max} are allowed`,
    );
  }
  return value.map((entry, i) => descriptorOf(entry, `${what} ${i}`));
}

function commonOf(json: Json) {
  return {
    schemaVersion: Number(json.schemaVersion ?? 0),
    ...defined({
      mediaType: textOf(json.mediaType),
      artifactType: textOf(json.artifactType),
      annotations: annotationsOf(json.annotations),
      subject: isObject(json.subject)
        ? descriptorOf(json.subject, 'the subject')
        : undefined,
    }),
  };
}

/**
 * Reads the manifest of an image or artifact.
 * @param maxLayers - more are refused
 * @throws OciError - `invalid-manifest`, `invalid-reference` for a digest, `limit`
 */
export function parseManifest(
  bytes: Uint8Array,
  maxLayers: number,
): ImageManifest {
  const json = parseJson(bytes);
  return {
    ...commonOf(json),
    config: descriptorOf(json.config, 'the config'),
    layers: listOf(json.layers, 'layer', maxLayers),
  };
}

/**
 * Reads a list of manifests.
 * @param maxManifests - more are refused
 * @throws OciError - as {@link parseManifest}
 */
export function parseIndex(
  bytes: Uint8Array,
  maxManifests: number,
): ImageIndex {
  const json = parseJson(bytes);
  return {
    ...commonOf(json),
    manifests: listOf(json.manifests, 'manifest', maxManifests),
  };
}

/**
 * Reads what its media type says: a list of manifests, or a manifest.
 * @throws OciError - as {@link parseManifest}
 */
export function parseByType(
  { bytes, mediaType }: { bytes: Uint8Array; mediaType: string },
  max: number,
): ImageManifest | ImageIndex {
  return (isIndexType(mediaType) ? parseIndex : parseManifest)(bytes, max);
}

/** Whether a media type is that of a list of manifests. */
export function isIndexType(mediaType: string): boolean {
  return INDEX_TYPES.includes(mediaType);
}
