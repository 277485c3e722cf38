/**
 * YAML read and written as Go's yaml.v3 and sigs.k8s.io/yaml do: nodes with
 * comments and styles for kustomize, plain values for Helm and Kubernetes.
 *
 * @packageDocumentation
 */
export { createNode, Style } from './node';
export type { NodeKind, YamlNode } from './node';
export { YamlError } from './errors';
export type { YamlErrorCode } from './errors';
export type {
  DecodeDialect,
  DecodeOptions,
  EmitOptions,
  MarshalOptions,
  ParseOptions,
} from './options';
export { decode } from './decode';
export { formatFloat, formatFloat32 } from './goText';
export { compareKeys } from './values/keyOrder';
export { isBase60, marshal } from './values/marshal';
export { emitDocuments, parseDocument, parseDocuments } from './documents';
export { isMarkedString, resolveScalar, shortTagOf } from './resolve';
export type { ResolvedScalar } from './resolve';
export { longTag, shortTag } from './tags';
