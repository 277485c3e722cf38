export { gitRepositoryKind } from './gitRepository';
export type {
  GitRepository,
  GitRepositorySpec,
  GitRepositoryStatus,
} from './gitRepository';
export { ociRepositoryKind } from './ociRepository';
export type {
  OCIRepository,
  OCIRepositorySpec,
  OCIRepositoryStatus,
} from './ociRepository';
export { helmRepositoryKind } from './helmRepository';
export type {
  HelmRepository,
  HelmRepositorySpec,
  HelmRepositoryStatus,
} from './helmRepository';
export { helmChartKind } from './helmChart';
export type { HelmChart, HelmChartSpec, HelmChartStatus } from './helmChart';
export { bucketKind } from './bucket';
export type { Bucket, BucketSpec, BucketStatus } from './bucket';
export { externalArtifactKind } from './externalArtifact';
export type {
  ExternalArtifact,
  ExternalArtifactSpec,
  ExternalArtifactStatus,
} from './externalArtifact';
export { artifactGeneratorKind } from './artifactGenerator';
export type {
  ArtifactGenerator,
  ArtifactGeneratorSpec,
  ArtifactGeneratorStatus,
} from './artifactGenerator';
export { kustomizationKind } from './kustomization';
export type {
  Kustomization,
  KustomizationSpec,
  KustomizationStatus,
} from './kustomization';
export { helmReleaseKind } from './helmRelease';
export type {
  HelmRelease,
  HelmReleaseSpec,
  HelmReleaseStatus,
} from './helmRelease';
export {
  AGE_COLUMN,
  apiVersionOf,
  defineKind,
  gvkOf,
  READY_COLUMNS,
  textColumn,
} from './kind';
export type {
  ApiObject,
  DeprecatedVersion,
  GroupVersionKind,
  KindDefinition,
  ObjectMetadata,
  ObjectOf,
  PrinterColumn,
} from './kind';
export { COMPONENTS } from './components';
export type { Component } from './components';
export { findKind, KINDS, kindOf, kindsOf, UnknownKindError } from './kinds';
export type { Artifact, Condition } from './shared';
export {
  customResourceDefinition,
  FLUX_VERSION,
  partOfFluxLabels,
} from './customResourceDefinition';
export type {
  CrdVersion,
  CustomResourceDefinition,
} from './customResourceDefinition';
export { referencePage } from './referencePage';
export { t } from './schema';
export type { Infer, OpenApiSchema, Schema, ValidationRule } from './schema';
