import type { Receiver as ReceiverKind } from '@backstage-gitops/plugin-gitops-common';

/** A Receiver of the cluster. */
export type Receiver = ReceiverKind;

/** Reasons of Ready that Receivers have besides the common ones. */
export const reasons = {
  tokenNotFound: 'TokenNotFound',
  validationFailed: 'ValidationFailed',
  invalidCelExpression: 'InvalidCELExpression',
} as const;
