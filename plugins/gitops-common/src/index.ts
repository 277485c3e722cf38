/**
 * API kinds, annotations, permissions and the REST contract of the GitOps
 * plugins.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './kinds';
export * from './install';
export * from './permissions';
export * from './rest';
