/** Reasons of conditions and events of OCIRepositories, besides those of all sources. */
export const Reason = {
  invalidProviderConfiguration: 'InvalidProviderConfiguration',
  layerOperationFailed: 'OCIArtifactLayerOperationFailed',
  pullFailed: 'OCIArtifactPullFailed',
} as const;
