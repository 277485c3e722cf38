import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  formatObjectRef,
  type ActionName,
  type ObjectRef,
  type Suspension,
} from '@backstage-gitops/plugin-gitops-common';
import type { ActionLog } from '../database/ActionLog';
import type { PresentedNode } from '../graph/ClusterGraph';
import { isAgreed, isSourceAgreed } from '../matching/agreements';
import { matchEntity } from '../matching/matchEntity';
import { maskError } from '../redaction/maskError';
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
import { offeredActions } from './offeredActions';
import { requestReconcile, requestTime } from './requestReconcile';

/** Who asks for what. */
interface ActionRequest {
  readonly caller: Caller;
  readonly ref: ObjectRef;
  readonly action: ActionName;
  /** Of `suspend`. */
  readonly suspension?: Omit<Suspension, 'by'>;
}

/** An object that agrees to the caller's entity, as it is on the cluster now. */
interface Agreed {
  readonly node: PresentedNode;
  readonly isSourceAgreed: boolean;
}

/** Does what people ask of objects, and records it. Errors are Backstage's. */
export class ActionService {
  constructor(
    private readonly context: PortalContext,
    private readonly actions: ActionLog,
    private readonly logger: LoggerService,
  ) {}

  /**
   * Performs an action and records how it ended.
   * @returns value of the request annotation, or the time of the change
   * @throws NotFoundError - the object does not belong to the entity, or its source is missing
   * @throws NotAllowedError - the object or its source does not agree to the entity
   * @throws InputError - the kind does not offer the action
   * @throws ConflictError - the object or its source has to be resumed first
   */
  async perform(request: ActionRequest): Promise<string> {
    const agreed = await this.#findAgreed(request);
    const requestedAt = requestTime(Date.now());
    try {
      await this.#act(agreed, request, requestedAt);
    } catch (error) {
      // A server that refuses an object may quote what is in it.
      const masked = maskError(error, agreed.node.mask);
      await this.#record(request, masked);
      throw masked;
    }
    await this.#record(request);
    return requestedAt;
  }

  /**
   * An entity's annotation names an object; only the object gives a right. It
   * is read anew, because the local copy may be old.
   */
  async #findAgreed({ caller, ref, action }: ActionRequest): Promise<Agreed> {
    const { entity } = caller;
    const entityRef = stringifyEntityRef(entity);
    const match = matchEntity(entity, this.context).matches.get(
      formatObjectRef(ref),
    );
    if (!match) throw objectNotOfEntity(ref, entityRef);
    if (!match.isAgreedByObject) throw notAgreed(ref, entityRef);
    const node = await match.node.cluster.read(ref);
    if (!node) throw objectNotOfEntity(ref, entityRef);
    const { agreements } = this.context;
    if (!isAgreed(node, entity, agreements)) throw notAgreed(ref, entityRef);
    if (!offeredActions(node).includes(action)) {
      throw actionNotOffered(action, ref.kind);
    }
    return {
      node,
      isSourceAgreed: isSourceAgreed(node, entity, agreements),
    };
  }

  async #act(
    agreed: Agreed,
    { action, caller, suspension }: ActionRequest,
    requestedAt: string,
  ): Promise<void> {
    const { node } = agreed;
    switch (action) {
      case 'reconcile':
        refuseSuspended(node);
        return requestReconcile(toTarget(node), requestedAt);
      case 'force':
      case 'reset':
        refuseSuspended(node);
        return requestReconcile(toTarget(node), requestedAt, action);
      case 'reconcile-with-source':
        return reconcileWithSource(agreed, caller.entity, requestedAt);
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

  async #record(
    { caller, ref, action, suspension }: ActionRequest,
    failure?: unknown,
  ): Promise<void> {
    try {
      await this.actions.append(ref, {
        action,
        by: caller.userEntityRef,
        at: new Date().toISOString(),
        reason: suspension?.reason,
        outcome: failure === undefined ? 'requested' : 'failed',
        message: failure instanceof Error ? failure.message : undefined,
      });
    } catch (error) {
      // What was done on the cluster is done: the answer stays as it is.
      this.logger.error('cannot record an action', {
        object: formatObjectRef(ref),
        action,
        by: caller.userEntityRef,
        error: String(error),
      });
    }
  }
}

/**
 * Asks the source and then the object, with the same value. Nobody waits in
 * between: the object runs on what the source holds, and once more when the
 * source has stored something new, because its controller watches the source.
 */
async function reconcileWithSource(
  { node, isSourceAgreed: mayAskSource }: Agreed,
  entity: Entity,
  requestedAt: string,
): Promise<void> {
  refuseSuspended(node);
  const ref = sourceRefOf(node);
  if (!ref) throw actionNotOffered('reconcile-with-source', node.ref.kind);
  const source = await node.cluster.read(ref);
  if (!source) throw sourceNotFound(ref);
  if (!source.presenter.isStatic?.(source.object)) {
    if (!mayAskSource) throw notAgreed(ref, stringifyEntityRef(entity));
    refuseSuspended(source);
    await requestReconcile(toTarget(source), requestedAt);
  }
  await requestReconcile(toTarget(node), requestedAt);
}

function refuseSuspended({ object, ref }: PresentedNode): void {
  if (object.spec.suspend) throw resumeFirst(ref);
}

function toTarget({ cluster, presenter, ref }: PresentedNode): WriteTarget {
  const { client } = cluster;
  if (!client) throw new Error(`cluster ${cluster.name} has no connection`);
  return { client, definition: presenter.definition, ref };
}
