import { ARTIFACT_KINDS } from '../../sources/artifactKinds';

const NAMES = ['HelmChart', 'OCIRepository', 'ExternalArtifact'];

/** Kinds whose artifact is the chart of a HelmRelease. */
export const CHART_SOURCE_KINDS = ARTIFACT_KINDS.filter(({ kind }) =>
  NAMES.includes(kind),
);
