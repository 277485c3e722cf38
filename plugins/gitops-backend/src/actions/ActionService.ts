import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  formatObjectRef,
  type ActionName,
  type ObjectRef,
  type Suspension,
} from '@backstage-gitops/plugin-gitops-common';
import type { ActionLog } from '../database/ActionLog';
import type { PresentedNode } from '../graph/ClusterGraph';
import { matchEntity } from '../matching/matchEntity';
import type { Caller } from '../service/EntityService';
import {
  actionNotOffered,
  notAgreed,
  objectNotOfEntity,
  resumeFirst,
  sourceNotFound,
} from '../service/errors';
import type { PortalContext } from '../service/PortalContext';
import { resume, suspend, type WriteTarget } from '../suspension/setSuspended';
import { sourceRefOf } from '../views/toSummary';
import { requestReconcile, requestTime } from './requestReconcile';

/** Who asks for what. */
interface ActionRequest {
  readonly caller: Caller;
  readonly ref: ObjectRef;
  readonly action: ActionName;
  /** Of `suspend`. */
  readonly suspension?: Omit<Suspension, 'by'>;
}

/** Does what people ask of objects, and records it. Errors are Backstage's. */
export class ActionService {
  constructor(
    private readonly context: PortalContext,
    private readonly actions: ActionLog,
  ) {}

  /**
   * Performs an action and records how it ended.
   * @returns value of the request annotation, or the time of the change
   * @throws NotFoundError - the object does not belong to the entity, or its source is missing
   * @throws NotAllowedError - the object does not agree to the entity
   * @throws InputError - the kind does not offer the action
   * @throws ConflictError - the object or its source has to be resumed first
   */
  async perform(request: ActionRequest): Promise<string> {
    const node = this.#findAgreed(request);
    const requestedAt = requestTime(Date.now());
    try {
      await this.#act(node, request, requestedAt);
    } catch (error) {
      await this.#record(request, error);
      throw error;
    }
    await this.#record(request);
    return requestedAt;
  }

  /** An entity's annotation names an object; only the object gives a right. */
  #findAgreed({ caller, ref, action }: ActionRequest): PresentedNode {
    const { matches } = matchEntity(caller.entity, this.context);
    const match = matches.get(formatObjectRef(ref));
    const entityRef = stringifyEntityRef(caller.entity);
    if (!match) throw objectNotOfEntity(ref, entityRef);
    if (!match.isAgreedByObject) throw notAgreed(ref, entityRef);
    const { presenter, object } = match.node;
    const isOffered = presenter.actions.includes(action);
    if (!isOffered || presenter.isStatic?.(object)) {
      throw actionNotOffered(action, ref.kind);
    }
    return match.node;
  }

  async #act(
    node: PresentedNode,
    { action, caller, suspension }: ActionRequest,
    requestedAt: string,
  ): Promise<void> {
    switch (action) {
      case 'reconcile':
        refuseSuspended(node);
        return requestReconcile(toTarget(node), requestedAt);
      case 'reconcile-with-source':
        return this.#reconcileWithSource(node, requestedAt);
      case 'suspend': {
        const by = caller.userEntityRef;
        return suspend(toTarget(node), { ...suspension, by });
      }
      case 'resume':
        return resume(toTarget(node));
      default:
        throw actionNotOffered(action, node.ref.kind);
    }
  }

  /**
   * Asks the source and then the object, with the same value. Nobody waits in
   * between: the object runs on what the source holds, and once more when the
   * source has stored something new, because its controller watches the source.
   */
  async #reconcileWithSource(
    node: PresentedNode,
    requestedAt: string,
  ): Promise<void> {
    refuseSuspended(node);
    const ref = sourceRefOf(node);
    if (!ref) throw actionNotOffered('reconcile-with-source', node.ref.kind);
    const source = node.cluster.find(ref);
    if (!source) throw sourceNotFound(ref);
    if (!source.presenter.isStatic?.(source.object)) {
      refuseSuspended(source);
      await requestReconcile(toTarget(source), requestedAt);
    }
    await requestReconcile(toTarget(node), requestedAt);
  }

  async #record(
    { caller, ref, action, suspension }: ActionRequest,
    failure?: unknown,
  ): Promise<void> {
    await this.actions.append(ref, {
      action,
      by: caller.userEntityRef,
      at: new Date().toISOString(),
      reason: suspension?.reason,
      outcome: failure === undefined ? 'requested' : 'failed',
      message: failure instanceof Error ? failure.message : undefined,
    });
  }
}

function refuseSuspended({ object, ref }: PresentedNode): void {
  if (object.spec.suspend) throw resumeFirst(ref);
}

function toTarget({ cluster, presenter, ref }: PresentedNode): WriteTarget {
  const { client } = cluster;
  if (!client) throw new Error(`cluster ${cluster.name} has no connection`);
  return { client, definition: presenter.definition, ref };
}
