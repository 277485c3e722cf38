import { gitRepositoryKind } from './gitRepository';
import type { KindDefinition } from './kind';
import { kustomizationKind } from './kustomization';

export { gitRepositoryKind } from './gitRepository';
export type {
  GitRepository,
  GitRepositorySpec,
  GitRepositoryStatus,
} from './gitRepository';
export { kustomizationKind } from './kustomization';
export type {
  Kustomization,
  KustomizationSpec,
  KustomizationStatus,
} from './kustomization';
export { apiVersionOf, defineKind } from './kind';
export type {
  ApiObject,
  DeprecatedVersion,
  KindDefinition,
  ObjectMetadata,
  ObjectOf,
  PrinterColumn,
} from './kind';
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

/** Every kind that the controllers look after, sources first. */
export const KINDS: readonly KindDefinition[] = [
  gitRepositoryKind,
  kustomizationKind,
];
