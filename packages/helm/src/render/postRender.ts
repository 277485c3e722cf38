import { HelmError, messageOf } from '../errors';
import { joinForPostRenderer, splitPostRendered } from './postRenderStream';

/** Changes a stream of YAML documents, as `--post-renderer` does. */
export type PostRenderer = (manifests: string) => string;

/**
 * Sends all rendered files through a post-renderer as one stream. An
 * annotation carries each document's file through it.
 * @throws HelmError - code POST_RENDER
 */
export function runPostRenderer(
  files: ReadonlyMap<string, string>,
  postRenderer: PostRenderer | undefined,
): ReadonlyMap<string, string> {
  if (!postRenderer) {
    return files;
  }
  const merged = attempt('error merging manifests', () =>
    joinForPostRenderer(files),
  );
  const changed = attempt('error while running post render on files', () =>
    postRenderer(merged),
  );
  return attempt('error while parsing post rendered output', () =>
    splitPostRendered(changed),
  );
}

function attempt<T>(problem: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw new HelmError('POST_RENDER', `${problem}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
