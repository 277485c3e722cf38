import type { KubeObject } from '@backstage-gitops/kube';
import {
  COMMIT_ANNOTATION,
  type CommitInfo,
} from '@backstage-gitops/plugin-gitops-common';
import type { LocalObjectRef } from '../presenters';
import { toPrintable } from '../redaction/printable';

const MAX_COMMITS = 1_000;
const MAX_TITLE = 200;

/**
 * Author and title of the commits that sources have stored while this process
 * ran, by source and revision, so that a source can say nothing about the
 * revisions of another. A failing applier still runs what its source no longer
 * holds, so the last thousand are kept.
 */
export class CommitLog {
  readonly #commits = new Map<string, CommitInfo>();

  /** Reads the commit that a source controller has recorded on a source. */
  remember(source: LocalObjectRef, { metadata }: KubeObject): void {
    const text = metadata.annotations?.[COMMIT_ANNOTATION];
    const read = text ? parse(text) : undefined;
    if (!read) return;
    const key = keyOf(source, read.revision);
    this.#commits.delete(key);
    this.#commits.set(key, read.commit);
    if (this.#commits.size > MAX_COMMITS) {
      const [oldest] = this.#commits.keys();
      this.#commits.delete(oldest);
    }
  }

  /** @param revision - as in `status.artifact.revision` */
  get(source: LocalObjectRef, revision: string): CommitInfo | undefined {
    return this.#commits.get(keyOf(source, revision));
  }
}

function keyOf(source: LocalObjectRef, revision: string): string {
  const { group, kind, namespace, name } = source;
  return JSON.stringify([group, kind, namespace, name, revision]);
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
  return typeof value === 'string' && value !== ''
    ? toPrintable(value)
    : undefined;
}
