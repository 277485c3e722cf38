/**
 * The `gitops` command line: a thin shell over the packages of the toolkit.
 *
 * @packageDocumentation
 */
export type { Command, CommandIo } from './command';
export { main } from './main';
