import { readdir, readFile, rm, stat, utimes, writeFile } from 'fs/promises';
import { join } from 'path';

/** Who owns a directory, or owned it last. */
export interface OwnerRecord {
  /** Identity of the running kernel; see `machineId`. */
  readonly machine: string;
  /** Socket that the owner listens on; undefined where there are none. */
  readonly socket?: string;
  /** Host name and process id, for people. */
  readonly host: string;
  readonly pid: number;
  /** True once the owner has given the directory back. */
  readonly isReleased?: boolean;
}

const PREFIX = 'owner-';

function fileOf(directory: string, generation: number): string {
  return join(directory, `${PREFIX}${generation}`);
}

/** Numbers of the records in a directory, in order. */
export async function listGenerations(directory: string): Promise<number[]> {
  return (await readdir(directory))
    .filter(name => /^owner-\d{1,12}$/.test(name))
    .map(name => Number(name.slice(PREFIX.length)))
    .sort((a, b) => a - b);
}

/** A record; undefined when it is gone, or not yet written. */
export async function readRecord(
  directory: string,
  generation: number,
): Promise<OwnerRecord | undefined> {
  try {
    const text = await readFile(fileOf(directory, generation), 'utf8');
    return JSON.parse(text) as OwnerRecord;
  } catch {
    return undefined;
  }
}

/** When a record was written or touched; undefined when it is gone. */
export async function touchedAt(
  directory: string,
  generation: number,
): Promise<number | undefined> {
  return stat(fileOf(directory, generation)).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/**
 * Writes the record of a generation, unless there is one.
 * @returns whether it was written
 */
export async function createRecord(
  directory: string,
  generation: number,
  record: OwnerRecord,
): Promise<boolean> {
  try {
    const file = fileOf(directory, generation);
    await writeFile(file, JSON.stringify(record), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Changes the time of a record. */
export async function touchRecord(
  directory: string,
  generation: number,
): Promise<void> {
  const now = new Date();
  await utimes(fileOf(directory, generation), now, now);
}

/** Says in a record that its directory is given back. */
export async function releaseRecord(
  directory: string,
  generation: number,
  record: OwnerRecord,
): Promise<void> {
  const file = fileOf(directory, generation);
  const text = JSON.stringify({ ...record, isReleased: true });
  await writeFile(file, text, { flag: 'r+' });
}

export async function removeRecord(
  directory: string,
  generation: number,
): Promise<void> {
  await rm(fileOf(directory, generation), { force: true });
}
