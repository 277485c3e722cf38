import { systemClock } from '@backstage-gitops/kube';
import type {
  ActionContext,
  LogLine,
  Release,
} from '@backstage-gitops/helm-release';
import { judgeByExpressions } from '../../../target/healthExpressions';
import { createParser } from '../manifest/readObjects';
import { LogBuffer } from './LogBuffer';
import { ObservedStorage } from './ObservedStorage';
import type { ChartRun, ReleaseRun } from './run';

/** Manager of the fields that the controller applies. */
export const FIELD_MANAGER = 'helm-controller';

/** An action's context, and what it has logged. */
interface LoggedContext {
  readonly context: ActionContext;
  readonly logs: LogBuffer;
}

function logTo(run: ReleaseRun, logs: LogBuffer): ActionContext['log'] {
  const { logger, key } = run.ctx;
  return line => {
    logs.add(line);
    logger.debug(line.message, { ...textsOf(line), object: key.name });
  };
}

/** Attributes of a line; the log of the process shows errors by their text. */
function textsOf({ attributes = {} }: LogLine): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, String(value)]),
  );
}

/**
 * The context of one action.
 * @param onWritten - told of each revision that it stores
 */
export function createActionContext(
  run: ReleaseRun & Partial<Pick<ChartRun, 'chart'>>,
  onWritten: (release: Release) => void | Promise<void>,
): LoggedContext {
  const { ctx, deps, steps, target, storage, chart } = run;
  const clock = deps.clock ?? systemClock;
  const logs = new LogBuffer(clock);
  const canEnd = deps.options.featureGates.CancelHealthCheckOnNewRevision;
  return {
    logs,
    context: {
      client: target.client,
      storage: new ObservedStorage(storage, onWritten),
      fieldManager: FIELD_MANAGER,
      signal: ctx.signal,
      clock,
      log: logTo(run, logs),
      fluxWaits: {
        readStatus: object => judgeByExpressions(object, run.health),
        interrupt: canEnd ? ctx.superseded : undefined,
        changes: run.changes,
      },
      parseManifest: createParser(ctx, deps),
      render: chart && steps.createRender(ctx, deps, { chart, target }),
    },
  };
}
