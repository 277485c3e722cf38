/** Reasons of conditions and events of OCIRepositories, besides those of all sources. */
export const Reason = {
  layerOperationFailed: 'OCIArtifactLayerOperationFailed',
  pullFailed: 'OCIArtifactPullFailed',
} as const;
