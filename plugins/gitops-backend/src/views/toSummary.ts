import type {
  ObjectRef,
  ObjectSummary,
} from '@backstage-gitops/plugin-gitops-common';
import type { ClusterGraph, PresentedNode } from '../graph/ClusterGraph';
import type { LocalObjectRef } from '../presenters';
import { allOf, type Mask } from '../redaction/createMask';
import { toSuspension } from '../suspension/toSuspension';
import { stateRevision, toRevisions } from './toRevisions';
import { toSchedule } from './toSchedule';
import { toStatus } from './toStatus';

/** A source may have a source itself, such as a chart its repository. */
const MAX_SOURCES = 3;

/** The sources of an object, the nearest first, as far as they can be read. */
export function sourcesOf(node: PresentedNode): PresentedNode[] {
  const sources: PresentedNode[] = [];
  let next = sourceRefOf(node);
  while (next && sources.length < MAX_SOURCES) {
    const source = node.cluster.find(next);
    if (!source) break;
    sources.push(source);
    next = sourceRefOf(source);
  }
  return sources;
}

/**
 * Masks the secrets of an object's sources, which its own texts may repeat: of
 * an artifact that cannot be fetched, for example.
 */
function maskOfSources(node: PresentedNode): Mask {
  return allOf(sourcesOf(node).map(({ mask }) => mask));
}

/** Reference of the nearest source, whether it exists or not. */
export function sourceRefOf({
  presenter,
  object,
  cluster,
}: PresentedNode): ObjectRef | undefined {
  const ref = presenter.sourceRef?.(object);
  return ref && withCluster(ref, cluster);
}

/** An object as the rows of its consumers show it, with its sources. */
export function toSummary(
  node: PresentedNode,
  nowMs: number,
  depth = 0,
): ObjectSummary {
  const { presenter, object, cluster, ref } = node;
  const sourceRef = sourceRefOf(node);
  const revision = toRevisions(node, sourceRef ?? ref);
  const status = toStatus(object, {
    presenter,
    isFresh: cluster.isFresh(presenter),
    nowMs,
    ready: presenter.ready?.(object) ?? stateRevision(revision),
  });
  return {
    ref,
    role: presenter.role,
    ...maskOfSources(node)(status),
    revision,
    schedule: toSchedule(presenter, object, nowMs),
    suspension: toSuspension(object),
    source:
      sourceRef && depth < MAX_SOURCES
        ? toSource(sourceRef, cluster, nowMs, depth + 1)
        : undefined,
    facts: presenter.facts(object),
  };
}

function toSource(
  ref: ObjectRef,
  cluster: ClusterGraph,
  nowMs: number,
  depth: number,
): ObjectSummary {
  const node = cluster.find(ref);
  return node ? toSummary(node, nowMs, depth) : toMissing(ref, cluster);
}

function toMissing(ref: ObjectRef, cluster: ClusterGraph): ObjectSummary {
  const { kind, namespace, name } = ref;
  const base = { ref, role: 'source', willRetry: true, facts: [] } as const;
  if (!cluster.isPresented(ref)) {
    const statement = { code: 'kindNotShown', params: { kind } } as const;
    return { ...base, state: 'Unknown', statement };
  }
  return cluster.hasRead(ref)
    ? {
        ...base,
        state: 'Failed',
        statement: {
          code: 'sourceNotFound',
          params: { kind, namespace, name },
        },
      }
    : {
        ...base,
        state: 'Unknown',
        statement: {
          code: 'objectNotReadYet',
          params: { clusters: [cluster.name] },
        },
      };
}

function withCluster(ref: LocalObjectRef, cluster: ClusterGraph): ObjectRef {
  const { group, kind, namespace, name } = ref;
  return { cluster: cluster.name, group, kind, namespace, name };
}
