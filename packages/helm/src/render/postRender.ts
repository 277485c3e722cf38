import { HelmError, messageOf } from '../errors';
import type { SortedManifests } from '../manifests/sortManifests';
import { joinForPostRenderer, splitPostRendered } from './postRenderStream';

/** Changes a stream of YAML documents, as `--post-renderer` does. */
export type PostRenderer = (manifests: string) => string;

/**
 * What goes through a post-renderer: `combined` everything as one stream,
 * `separate` hooks and other objects as streams of their own, `nohooks` no hooks.
 */
export type PostRenderStrategy = 'combined' | 'separate' | 'nohooks';

type Files = ReadonlyMap<string, string>;

/** How rendered files go through a post-renderer. */
interface PostRendering {
  readonly postRenderer?: PostRenderer;
  /** Default `combined`. */
  readonly postRenderStrategy?: PostRenderStrategy;
  /** Tells hooks from other objects. */
  readonly sort: (files: Files) => SortedManifests;
}

/**
 * Sends rendered files through a post-renderer. An annotation carries each
 * document's file through it.
 * @throws HelmError - code POST_RENDER
 * @see helm.sh/helm/v4 pkg/action, renderResources
 */
export function runPostRenderer(
  files: Files,
  { postRenderer, postRenderStrategy = 'combined', sort }: PostRendering,
): Files {
  if (!postRenderer) return files;
  if (postRenderStrategy === 'combined') {
    return postRender(files, postRenderer, {
      merging: 'error merging manifests',
      running: 'error while running post render on files',
      parsing: 'error while parsing post rendered output',
    });
  }
  const { hooks, manifests } = sort(files);
  const hookFiles = byPath(hooks);
  return mergeFiles(
    postRenderStrategy === 'separate'
      ? postRenderGroup('hooks', hookFiles, postRenderer)
      : hookFiles,
    postRenderGroup('manifests', byPath(manifests), postRenderer),
  );
}

function postRenderGroup(
  group: string,
  files: Files,
  postRenderer: PostRenderer,
): Files {
  if (files.size === 0) return files;
  return postRender(files, postRenderer, {
    group,
    merging: `error merging ${group}`,
    running: `error while running post render on ${group}`,
    parsing: `error while parsing post rendered output for ${group}`,
  });
}

function postRender(
  files: Files,
  postRenderer: PostRenderer,
  problems: {
    readonly group?: string;
    readonly merging: string;
    readonly running: string;
    readonly parsing: string;
  },
): Files {
  const merged = attempt(problems.merging, () => joinForPostRenderer(files));
  const changed = attempt(problems.running, () => postRenderer(merged));
  return attempt(problems.parsing, () =>
    splitPostRendered(changed, problems.group),
  );
}

/** Texts of objects by the file that they came from. */
function byPath(
  objects: readonly { readonly path: string; readonly content: string }[],
): Files {
  return mergeFiles(
    ...objects.map(({ path, content }) => new Map([[path, content]])),
  );
}

/** Files of several groups; what has one name is one file of several documents. */
function mergeFiles(...groups: readonly Files[]): Files {
  const merged = new Map<string, string>();
  for (const group of groups) {
    for (const [path, text] of group) {
      const before = merged.get(path);
      merged.set(path, before === undefined ? text : `${before}\n---\n${text}`);
    }
  }
  return merged;
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
