import { useApi } from '@backstage/core-plugin-api';
import { useCallback, useEffect, useState } from 'react';
import {
  formatObjectRef,
  type EntityName,
  type EntitySnapshot,
  type ObjectDetail,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import { gitopsApiRef } from '../api';
import { findObject } from '../objects';

/** The GitOps objects of an entity, and how fresh they are. */
export interface GitOpsObjects {
  /** Undefined until the first message of the stream. */
  readonly snapshot?: EntitySnapshot;
  /** The object that is followed in detail. */
  readonly followed?: ObjectRef;
  /** Of the object that is followed. */
  readonly detail?: ObjectDetail;
  /** Since when the stream is broken; what is shown is as of then. */
  readonly brokenSince?: Date;
  /** Why it is broken, while it is. */
  readonly problem?: unknown;
  /** Why there is nothing to show. */
  readonly error?: Error;
  /** Opens the stream again after an error. */
  readonly retry: () => void;
}

/** What to follow beside the list. */
interface FollowOptions {
  readonly object?: ObjectRef;
  /** Follows the first object of the list as long as none is given. */
  readonly isFirstFollowed?: boolean;
}

interface State extends Omit<GitOpsObjects, 'retry' | 'followed'> {
  /** First object of the list when it came; stays while it exists. */
  readonly first?: ObjectRef;
}

/** Follows an entity, and one object of it in detail, while mounted. */
export function useGitOpsObjects(
  entity: EntityName,
  { object, isFirstFollowed = false }: FollowOptions = {},
): GitOpsObjects {
  const api = useApi(gitopsApiRef);
  const [{ first, ...state }, setState] = useState<State>({});
  const [attempt, setAttempt] = useState(0);
  const { kind, namespace, name } = entity;
  const followed = object ?? (isFirstFollowed ? first : undefined);
  const key = followed && formatObjectRef(followed);

  useEffect(() => {
    setState(({ snapshot, first: ref }) => ({ snapshot, first: ref }));
    return api.follow({ kind, namespace, name }, followed, {
      onSnapshot: snapshot => setState(old => withSnapshot(old, snapshot)),
      onDetail: detail => setState(old => ({ ...old, detail })),
      onLive: () => setState(withoutProblem),
      onBroken: problem => setState(old => withProblem(old, problem)),
      onRefused: error => setState({ error }),
    });
    // `followed` is compared by its text: callers make a new object each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [api, kind, namespace, name, key, attempt]);

  const { detail } = state;
  const isDetailOf = detail && formatObjectRef(detail.ref) === key;
  return {
    ...state,
    followed,
    detail: isDetailOf ? detail : undefined,
    retry: useCallback(() => setAttempt(count => count + 1), []),
  };
}

function withSnapshot(old: State, snapshot: EntitySnapshot): State {
  const isFirstThere = findObject(snapshot.objects, old.first) !== undefined;
  const first = isFirstThere ? old.first : snapshot.objects[0]?.ref;
  return { ...old, snapshot, first };
}

function withProblem(old: State, problem: unknown): State {
  return { ...old, problem, brokenSince: old.brokenSince ?? new Date() };
}

function withoutProblem(old: State): State {
  return old.brokenSince
    ? { ...old, brokenSince: undefined, problem: undefined }
    : old;
}
