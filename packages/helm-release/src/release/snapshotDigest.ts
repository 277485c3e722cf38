import { goField, goList, goMap, goStruct, goText } from './json/goJson';
import { DigestMemo } from './DigestMemo';
import { digestOf, type DigestAlgorithm } from './digestOf';
import type { Release } from './release';
import { hookJson, infoJson, metadataJson } from './writeRelease';

/** How a digest is made. */
export interface SnapshotDigestOptions {
  /** Digest of the OCI artifact that the chart came from; part of the digest where set. */
  readonly ociDigest?: string;
  /** Default `sha256`. */
  readonly algorithm?: DigestAlgorithm;
}

const memo = new DigestMemo<Release>();

/**
 * Digest of a release in `status.history[].digest` of a HelmRelease, e.g.
 * `sha256:a811…`: over one line of JSON of what was released, without the
 * chart's files and without hooks that are tests.
 * @throws ReleaseStorageError - `unencodable`
 * @see fluxcd/helm-controller internal/release/observation.go, digest.go
 */
export function snapshotDigest(
  release: Release,
  { ociDigest = '', algorithm = 'sha256' }: SnapshotDigestOptions = {},
): string {
  return memo.of(release, `${algorithm} ${ociDigest}`, () =>
    digestOf(algorithm, `${snapshotJson(release, ociDigest)}\n`),
  );
}

function snapshotJson(release: Release, ociDigest: string): string {
  const { config } = release;
  const hooks = release.hooks.filter(({ events }) => !events.includes('test'));
  return goStruct([
    goField('name', goText(release.name)),
    goField('version', String(release.version)),
    goField('info', infoJson(release.info)),
    goField('chartMetadata', metadataJson(release.chart.metadata)),
    goField('config', config && config.size > 0 ? goMap(config) : 'null'),
    goField('manifest', goText(release.manifest)),
    goField('hooks', hooks.length > 0 ? goList(hooks.map(hookJson)) : 'null'),
    goField('namespace', goText(release.namespace)),
    ociDigest === '' ? undefined : goField('ociDigest', goText(ociDigest)),
  ]);
}
