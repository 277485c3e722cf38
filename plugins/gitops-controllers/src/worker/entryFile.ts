import { existsSync } from 'fs';
import { join } from 'path';

/** Where the worker's file may be: sources, plugin bundle, command line bundle. */
const ENTRIES = ['entry.ts', 'entry.cjs.js', 'worker.mjs'];

/** The worker's file. */
export function findEntry(): string {
  // The build keeps modules apart, so the entry lies beside this file there too.
  // eslint-disable-next-line no-restricted-syntax
  const here = __dirname;
  const file = ENTRIES.map(name => join(here, name)).find(existsSync);
  if (!file) {
    throw new Error(`the worker's file is missing in ${here}`);
  }
  return file;
}

/** Lets a thread load TypeScript, unless the process itself has a hook for it. */
export function loaderArguments(entry: string): string[] {
  const hasHook = process.execArgv.some(text => text.includes('nodeTransform'));
  if (!entry.endsWith('.ts') || hasHook) {
    return process.execArgv;
  }
  const hook = require.resolve('@backstage/cli/config/nodeTransform.cjs');
  return [...process.execArgv, '--require', hook];
}
