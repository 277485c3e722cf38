import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'fs';
import { join } from 'path';
import { Identity } from '../cluster/identity';
import { KubeObject } from '../json';
import { Store } from './Store';

const FILE = 'cluster.json';

/** What a data folder holds: who the cluster is, and every object. */
export interface Saved {
  readonly identity: Identity;
  readonly revision: number;
  readonly resources: Record<string, KubeObject[]>;
}

/** Reads what an earlier run saved, if there is any. */
export function readSnapshot(folder: string): Saved | undefined {
  const path = join(folder, FILE);
  return existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Saved)
    : undefined;
}

/** Writes the whole store; a crash in between leaves the earlier file. */
export function writeSnapshot(
  folder: string,
  identity: Identity,
  store: Store,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const resources = Object.fromEntries(
    store.resources().map(key => [key, store.list(key)]),
  );
  const saved: Saved = { identity, revision: store.currentRevision, resources };
  const partial = join(folder, `${FILE}.partial`);
  writeFileSync(partial, JSON.stringify(saved), { mode: 0o600 });
  renameSync(partial, join(folder, FILE));
}
