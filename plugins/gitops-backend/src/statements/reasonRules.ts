import type {
  ObjectHealth,
  Statement,
  StatementParams,
  UnhealthyObject,
} from '@backstage-gitops/plugin-gitops-common';
import type { StatementRule } from '../presenters';
import { readBuildError } from './readBuildError';
import { shorten } from './shorten';

/** Codes whose only parameter is the message. */
type MessageCode = {
  [Code in keyof StatementParams]: StatementParams[Code] extends {
    readonly message: string;
  }
    ? { readonly message: string } extends StatementParams[Code]
      ? Code
      : never
    : never;
}[keyof StatementParams];

const withMessage =
  (code: MessageCode): StatementRule =>
  message =>
    ({ code, params: { message: shorten(message) } } as Statement);

/**
 * Reasons of Ready=False, and of the conditions beside it, that mean the same
 * on every kind.
 * @see Flux, pkg/apis/meta and the API types of the controllers
 */
export const REASON_RULES: Readonly<Record<string, StatementRule>> = {
  ArtifactFailed: withMessage('artifactFailed'),
  BuildFailed: buildFailed,
  ReconciliationFailed: applyFailed,
  HealthCheckFailed: healthCheckFailed,
  HealthCheckCanceled: () => ({ code: 'healthCheckCanceled', params: {} }),
  PruneFailed: withMessage('pruneFailed'),
  DependencyNotReady: dependencyNotReady,
  AccessDenied: withMessage('accessDenied'),
  InvalidCELExpression: withMessage('expressionInvalid'),
  FeatureGateDisabled: withMessage('featureDisabled'),
  GitOperationFailed: message =>
    withMessage('fetchFailed')(
      message.replace(/^failed to checkout and determine revision: /, ''),
    ),
  AuthenticationFailed: withMessage('authenticationFailed'),
  URLInvalid: withMessage('urlInvalid'),
  InvalidURL: withMessage('urlInvalid'),
  InvalidSTSConfiguration: withMessage('settingsInvalid'),
  StorageOperationFailed: withMessage('storageFailed'),
  VerificationError: withMessage('verificationFailed'),
  InvalidCommitSignature: withMessage('signatureInvalid'),
  Progressing: withMessage('progressing'),
  ProgressingWithRetry: withMessage('retrying'),
};

function buildFailed(message: string): Statement {
  return { code: 'buildFailed', params: readBuildError(message) };
}

function applyFailed(message: string): Statement {
  const object = /^([A-Z]\w+\/\S+) (?:dry-run|apply) failed/.exec(message)?.[1];
  return object
    ? { code: 'applyRefused', params: { object, message: innermost(message) } }
    : { code: 'applyFailed', params: { message: shorten(message) } };
}

function healthCheckFailed(message: string): Statement {
  const objects = readUnhealthy(message);
  return objects.length > 0
    ? { code: 'unhealthy', params: { objects } }
    : { code: 'healthCheckFailed', params: { message: shorten(message) } };
}

function dependencyNotReady(message: string): Statement {
  const dependency = /dependency '([^']+)'/.exec(message)?.[1];
  if (dependency && /not found/.test(message)) {
    return { code: 'dependencyNotFound', params: { dependency } };
  }
  if (dependency && /revision/.test(message)) {
    return { code: 'dependencyRevisionPending', params: { dependency } };
  }
  return {
    code: 'dependencyNotReady',
    params: { dependency, message: shorten(message) },
  };
}

/** Behind the name of the refused object: the cause. */
function innermost(message: string): string {
  return shorten(message.replace(/^.*?(?:dry-run|apply) failed[^:]*:\s*/s, ''));
}

const HEALTHS: readonly ObjectHealth[] = [
  'InProgress',
  'Failed',
  'NotFound',
  'Terminating',
];

function readUnhealthy(message: string): UnhealthyObject[] {
  const pattern = /([A-Z]\w+\/[\w./-]+) status: '(\w+)'/g;
  return [...message.matchAll(pattern)].map(([, object, status]) => ({
    object,
    health: HEALTHS.find(health => health === status) ?? 'Unknown',
  }));
}
