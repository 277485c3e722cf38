/** Reasons of conditions and events of an ImageUpdateAutomation. */
export const Reason = {
  accessDenied: 'AccessDenied',
  gitOperationFailed: 'GitOperationFailed',
  invalidPolicySelector: 'InvalidPolicySelector',
  invalidSourceConfiguration: 'InvalidSourceConfiguration',
  invalidUpdateStrategy: 'InvalidUpdateStrategy',
  removedTemplateField: 'RemovedTemplateField',
  sourceManagerFailed: 'SourceManagerFailed',
  succeeded: 'Succeeded',
  updateFailed: 'UpdateFailed',
} as const;
