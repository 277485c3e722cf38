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
export { imageRepositoryKind } from './imageRepository';
export type {
  ImageRepository,
  ImageRepositorySpec,
  ImageRepositoryStatus,
} from './imageRepository';
export { imagePolicyKind } from './imagePolicy';
export type {
  ImagePolicy,
  ImagePolicySpec,
  ImagePolicyStatus,
} from './imagePolicy';
export { imageUpdateAutomationKind } from './imageUpdateAutomation';
export type {
  ImageUpdateAutomation,
  ImageUpdateAutomationSpec,
  ImageUpdateAutomationStatus,
} from './imageUpdateAutomation';
export { providerKind } from './provider';
export type { Provider, ProviderSpec } from './provider';
export { alertKind } from './alert';
export type { Alert, AlertSpec } from './alert';
export { receiverKind } from './receiver';
export type { Receiver, ReceiverSpec, ReceiverStatus } from './receiver';
export { fluxInstanceKind } from './fluxInstance';
export type {
  FluxInstance,
  FluxInstanceSpec,
  FluxInstanceStatus,
} from './fluxInstance';
export { fluxReportKind } from './fluxReport';
export type {
  FluxReport,
  FluxReportSpec,
  FluxReportStatus,
} from './fluxReport';
export { resourceSetKind } from './resourceSet';
export type {
  ResourceSet,
  ResourceSetSpec,
  ResourceSetStatus,
} from './resourceSet';
export { resourceSetInputProviderKind } from './resourceSetInputProvider';
export type {
  ResourceSetInputProvider,
  ResourceSetInputProviderSpec,
  ResourceSetInputProviderStatus,
} from './resourceSetInputProvider';
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
