import { ArchiveImage } from '../../../../artifacts/image/ArchiveImage';
import { ArchiveFileSystem } from '../ArchiveFileSystem';
import { BuildError } from '../BuildError';
import { kustomizationFileOf } from '../listResources';
import { prepareOverlay } from '../prepareOverlay';
import type { DecryptionKeys, OverlaySpec } from '../request';
import { runBuildTask } from '../runBuildTask';

/** What comes of an artifact and a spec, told as Flux's own package tells it. */
interface OverlayOutcome {
  /** Name of the kustomization file at the path, and what was written there. */
  readonly file?: string;
  readonly kustomization?: string;
  /** `sha256:…` of the YAML of all objects. */
  readonly digest?: string;
  /** Of all objects, as JSON. */
  readonly objects?: unknown[];
  readonly error?: string;
  /** Only of a fault of our own. */
  readonly stack?: string;
}

type Spec = OverlaySpec & {
  readonly postBuild?: { readonly substitute: Record<string, string> };
};

const ROOT = '/artifact';

function overlayOf(spec: Spec): OverlaySpec {
  const { postBuild: _, ...overlay } = spec;
  return overlay;
}

/** Prepares and builds `path` of an archive with the fields of a spec. */
export async function outcomeOf(request: {
  archive: SharedArrayBuffer;
  path: string;
  spec: object;
  /** Content of the decryption Secret; undefined: nothing is decrypted. */
  keys?: DecryptionKeys;
}): Promise<OverlayOutcome> {
  const spec = request.spec as Spec;
  const overlay = overlayOf(spec);
  let written: OverlayOutcome = {};
  try {
    const files = new ArchiveFileSystem(new ArchiveImage(request.archive));
    const directory = `${ROOT}/${request.path}`.replace(/\/$/, '');
    prepareOverlay(files, directory, overlay);
    const path = kustomizationFileOf(files, directory) ?? '';
    written = {
      file: path.slice(path.lastIndexOf('/') + 1),
      kustomization: new TextDecoder().decode(files.readFile(path)),
    };
    const variables = spec.postBuild?.substitute;
    const { digest, objects } = await runBuildTask({
      archive: request.archive,
      archiveDigest: 'any',
      path: request.path,
      overlay,
      ...(variables && { substitution: { variables, strict: true } }),
      ...(request.keys && { decryption: { keys: request.keys } }),
    });
    return { ...written, digest, objects };
  } catch (error) {
    const { message, stack } = error as Error;
    return {
      ...written,
      error: message.replaceAll(ROOT, '<root>'),
      ...(error instanceof BuildError ? {} : { stack }),
    };
  }
}
