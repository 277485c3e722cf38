import type {
  ObjectRef,
  Statement,
  UnresolvedReference,
} from '@backstage-gitops/plugin-gitops-common';
import type { ClusterGraph, PresentedNode } from '../graph/ClusterGraph';
import type { ObjectGraph } from '../graph/ObjectGraph';
import { parseReferences, type EntityReference } from './parseReferences';

/** The kind that an entity annotation is about. */
interface ReferenceKind {
  readonly group: string;
  readonly kind: string;
  /** Name of the annotation. */
  readonly annotation: string;
}

interface ResolvedReferences {
  readonly nodes: readonly PresentedNode[];
  /** Where objects are, or would have to be. */
  readonly watched: readonly ObjectRef[];
  readonly unresolved: UnresolvedReference[];
}

/** Looks up what the value of an entity annotation names. */
export function resolveReferences(
  value: string,
  { group, kind, annotation }: ReferenceKind,
  graph: ObjectGraph,
): ResolvedReferences {
  const nodes: PresentedNode[] = [];
  const watched: ObjectRef[] = [];
  const unresolved: UnresolvedReference[] = [];
  const reject = (reference: string, statement: Statement) =>
    unresolved.push({ annotation, reference, kind, statement });
  for (const item of parseReferences(value)) {
    if ('isInvalid' in item) {
      reject(item.text, { code: 'annotationInvalid', params: { annotation } });
      continue;
    }
    const { cluster, namespace, name, text } = item;
    const candidates = graph.clusters.filter(
      candidate => cluster === undefined || candidate.name === cluster,
    );
    const refs = candidates.map(candidate => ({
      cluster: candidate.name,
      group,
      kind,
      namespace,
      name,
    }));
    const found = refs.flatMap(ref => graph.find(ref) ?? []);
    watched.push(...refs);
    nodes.push(...found);
    if (found.length === 0) {
      const unread = candidates.filter(c => !c.hasRead({ group, kind }));
      reject(text, stateWhy(item, candidates, unread));
    }
  }
  return { nodes, watched, unresolved };
}

function stateWhy(
  { cluster }: EntityReference,
  candidates: readonly ClusterGraph[],
  unread: readonly ClusterGraph[],
): Statement {
  if (cluster && candidates.length === 0) {
    return { code: 'clusterNotFound', params: { cluster } };
  }
  const clusters = unread.map(({ name }) => name);
  return clusters.length > 0
    ? { code: 'objectNotReadYet', params: { clusters } }
    : { code: 'objectNotFound', params: { cluster } };
}
