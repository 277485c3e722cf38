import { readdirSync } from 'fs';
import { useRegistries } from '../../__testUtils__/useRegistries';
import { parseReference } from '../../reference/reference';
import type { RegistryServer } from '../../server/startRegistry';
import type { ArtifactMetadata } from '../manifest';
import { pushArtifact } from '../pushArtifact';
import type { PushRequest } from '../pushArtifact';
import { makeKnownTree } from './knownTree';
import { ScratchDirectory } from './ScratchDirectory';

export const METADATA: ArtifactMetadata = {
  source: 'https://git/x?a=1&b=2',
  revision: 'main@sha1:abc',
};
export const signal = AbortSignal.timeout(60_000);

/** Repository `org/app` of a registry. */
export const app = (registry: RegistryServer, rest = ':v1') =>
  parseReference(`${registry.host}/org/app${rest}`);

/**
 * Directories, registries and artifacts of a test file. A test fails when an
 * operation leaves a temporary directory behind.
 */
export function useArtifacts() {
  const scratch = new ScratchDirectory();
  const { serve, connect } = useRegistries();
  requireCleanTmpdir(scratch.make());

  function knownTree(): string {
    const root = scratch.make();
    makeKnownTree(root);
    return root;
  }

  /** A push of the known tree, with what a test needs different. */
  function push(
    registry: RegistryServer,
    request: Partial<PushRequest> & { readonly tag?: string } = {},
  ) {
    const { tag = 'v1', ...more } = request;
    return pushArtifact({
      client: more.client ?? connect(),
      ...{
        path: more.path ?? knownTree(),
        reference: app(registry, `:${tag}`),
      },
      ...{ metadata: METADATA, now: 0, signal, ...more },
    });
  }

  return { scratch, serve, connect, knownTree, push };
}

/** Every operation removes the directories that it makes. */
function requireCleanTmpdir(temporary: string): void {
  const { TMPDIR } = process.env;
  beforeAll(() => {
    process.env.TMPDIR = temporary;
  });
  afterAll(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  afterEach(() => {
    const left = readdirSync(temporary);
    if (left.length > 0) throw new Error(`left behind: ${left}`);
  });
}
