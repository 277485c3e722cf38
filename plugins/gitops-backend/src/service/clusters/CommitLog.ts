import {
  COMMIT_ANNOTATION,
  type CommitInfo,
  type GitRepository,
} from '@backstage-gitops/plugin-gitops-common';

const MAX_COMMITS = 1_000;
const MAX_TITLE = 200;

/**
 * Author and title of the commits that the sources have stored while this
 * process ran, by revision. What a source no longer holds is still what a
 * failing delivery runs, so the last ones are kept.
 */
export class CommitLog {
  readonly #commits = new Map<string, CommitInfo>();

  /** Takes in the commit that the source controller has recorded on a source. */
  remember(source: GitRepository): void {
    const text = source.metadata.annotations?.[COMMIT_ANNOTATION];
    const read = text ? parse(text) : undefined;
    if (!read) return;
    this.#commits.delete(read.revision);
    this.#commits.set(read.revision, read.commit);
    if (this.#commits.size > MAX_COMMITS) {
      const [oldest] = this.#commits.keys();
      this.#commits.delete(oldest);
    }
  }

  /** @param revision - as in `status.artifact.revision` */
  get(revision: string): CommitInfo | undefined {
    return this.#commits.get(revision);
  }
}

function parse(
  text: string,
): { revision: string; commit: CommitInfo } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { revision, title, author, time } = (value ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof revision !== 'string') return undefined;
  return {
    revision,
    commit: {
      title: asText(title)?.split('\n')[0].slice(0, MAX_TITLE),
      author: asText(author)?.slice(0, MAX_TITLE),
      time: asText(time),
    },
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
