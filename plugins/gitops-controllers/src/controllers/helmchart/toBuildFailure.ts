import {
  BUILD_FAILED,
  failed,
  FETCH_FAILED,
  isSourceFailure,
  SourceReason,
  stalled,
} from '../../sources';
import { isChartBuildError } from './build/ChartBuildError';
import type { ChartBuildErrorCode } from './build/ChartBuildError';

/** What becomes of an error of a build. */
interface Failure {
  readonly condition: typeof FETCH_FAILED | typeof BUILD_FAILED;
  readonly reason: string;
  /** In front of the message. */
  readonly summary: string;
  /** Whether only another spec or source can help. */
  readonly isPersistent?: boolean;
}

const FAILURES: Readonly<Record<ChartBuildErrorCode, Failure>> = {
  reference: {
    condition: FETCH_FAILED,
    reason: 'InvalidChartReference',
    summary: 'invalid chart reference',
    isPersistent: true,
  },
  pull: {
    condition: FETCH_FAILED,
    reason: 'ChartPullError',
    summary: 'chart pull error',
  },
  authentication: {
    condition: FETCH_FAILED,
    reason: SourceReason.authenticationFailed,
    summary:
      'failed to authenticate with the Helm repository: chart pull error',
  },
  metadata: {
    condition: BUILD_FAILED,
    reason: 'MetadataPatchError',
    summary: 'chart metadata patch error',
    isPersistent: true,
  },
  values: {
    condition: BUILD_FAILED,
    reason: 'ValuesFilesError',
    summary: 'values files merge error',
    isPersistent: true,
  },
  dependency: {
    condition: BUILD_FAILED,
    reason: 'DependencyBuildError',
    summary: 'dependency build error',
  },
  package: {
    condition: BUILD_FAILED,
    reason: 'ChartPackageError',
    summary: 'chart package error',
  },
};

/**
 * The failure of a reconcile that an error of a build means; others stay. What
 * ends a worker is a failure of packing.
 * @see Flux: source-controller, internal/helm/chart, `BuildErrorReason`
 */
export function toBuildFailure(error: unknown): unknown {
  if (isSourceFailure(error as Error)) return error;
  const { name, message } = error as Error;
  if (name !== 'WorkerError' && !isChartBuildError(error)) return error;
  const code = isChartBuildError(error) ? error.code : 'package';
  const { condition, reason, summary, isPersistent } = FAILURES[code];
  const text = `${summary}: ${message}`;
  return isPersistent
    ? stalled(condition, reason, text)
    : failed(condition, reason, text, error);
}
