import { digestOf } from '../reference/digest';
import { Annotation, MediaType } from '../manifest/mediaTypes';
import { ArtifactError } from './errors';
import { FLUX_CONFIG_TYPE, FLUX_CONTENT_TYPE } from './mediaTypes';

/** What an artifact says of itself. */
export interface ArtifactMetadata {
  /** Where the content comes from: the address of a repository. */
  readonly source: string;
  /** `<branch|tag>@sha1:<commit>`. */
  readonly revision: string;
  /** RFC 3339. Default: now, in whole seconds. */
  readonly created?: string;
  /** Further annotations; they win over those of the fields above. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Manifest and config of an artifact, as they are stored. */
export interface ArtifactDocuments {
  readonly manifest: Uint8Array;
  /** `sha256:<hex>` of the manifest. */
  readonly digest: string;
  readonly config: Uint8Array;
  readonly configDigest: string;
}

/** `created` of the config: Go's zero time, as the flux CLI leaves it there. */
const NO_TIME = '0001-01-01T00:00:00Z';
const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Writes manifest and config of an artifact, byte for byte as the flux CLI does.
 * @param now - milliseconds since 1970
 * @throws ArtifactError - `invalid-option`: `created` is no time of RFC 3339
 */
export function artifactDocuments(
  layer: { readonly digest: string; readonly sizeBytes: number },
  metadata: ArtifactMetadata,
  now: number,
): ArtifactDocuments {
  const config = Buffer.from(
    encode({
      architecture: '',
      created: NO_TIME,
      os: '',
      rootfs: { type: 'layers', diff_ids: null },
      config: {},
    }),
  );
  const configDigest = digestOf(config);
  const head = encode({
    schemaVersion: 2,
    mediaType: MediaType.ociManifest,
    config: {
      mediaType: FLUX_CONFIG_TYPE,
      size: config.length,
      digest: configDigest,
    },
    layers: [
      {
        mediaType: FLUX_CONTENT_TYPE,
        size: layer.sizeBytes,
        digest: layer.digest,
      },
    ],
  });
  const annotations = encodeMap(annotationsOf(metadata, now));
  const manifest = Buffer.from(
    `${head.slice(0, -1)},"annotations":${annotations}}`,
  );
  return { manifest, digest: digestOf(manifest), config, configDigest };
}

/** Annotations by key, in the order of the bytes of their keys. */
function annotationsOf(
  metadata: ArtifactMetadata,
  now: number,
): [key: string, value: string][] {
  const current = `${new Date(now).toISOString().slice(0, 19)}Z`;
  const annotations = new Map([
    [Annotation.source, metadata.source],
    [Annotation.revision, metadata.revision],
    ...Object.entries(metadata.annotations ?? {}),
  ]);
  const created =
    annotations.get(Annotation.created) || metadata.created || current;
  requireTime(created);
  annotations.set(Annotation.created, created);
  return [...annotations].sort(([a], [b]) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
}

function requireTime(created: string): void {
  const [, year, month, day] = (RFC_3339.exec(created) ?? []).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) return;
  throw new ArtifactError(
    'invalid-option',
    `invalid created timestamp ${JSON.stringify(
      created,
    )}: write it as 2006-01-02T15:04:05Z`,
  );
}

/** JSON of values in this order, also where a key looks like a number. */
function encodeMap(entries: readonly (readonly [string, string])[]): string {
  const members = entries.map(
    ([key, value]) => `${encode(key)}:${encode(value)}`,
  );
  return `{${members.join(',')}}`;
}

/** JSON as Go's encoding/json writes it: `<`, `>`, `&` and two line ends are escaped. */
function encode(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
