/** Reasons of conditions and events of ImageRepositories and ImagePolicies. */
export const ImageReason = {
  accessDenied: 'AccessDenied',
  authenticationFailed: 'AuthenticationFailed',
  dependencyNotReady: 'DependencyNotReady',
  failure: 'Failure',
  featureGateDisabled: 'FeatureGateDisabled',
  imageUrlInvalid: 'ImageURLInvalid',
  intervalNotConfigured: 'IntervalNotConfigured',
  invalidPolicy: 'InvalidPolicy',
  readOperationFailed: 'ReadOperationFailed',
  succeeded: 'Succeeded',
} as const;
