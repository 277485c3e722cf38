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
export type { DecodeOptions, EmitOptions, ParseOptions } from './options';
export { emitDocuments, parseDocument, parseDocuments } from './documents';
export { isMarkedString, resolveScalar, shortTagOf } from './resolve';
export type { ResolvedScalar } from './resolve';
export { longTag, shortTag } from './tags';
