import { randomUUID } from 'crypto';
import { readFile, rename, writeFile } from 'fs/promises';
import { join } from 'path';
import { PRIVATE_DIRECTORY } from '../artifacts/disk/privateDirectory';

const FILE = 'instance';
const UUID = /^[0-9a-f-]{36}$/;

/**
 * Id of whoever owns a storage directory, kept inside it. It survives a
 * restart, and differs between directories of one path on machines of one
 * name, such as replicas with an emptyDir. The caller holds the lock.
 */
export async function readInstanceId(directory: string): Promise<string> {
  const file = join(directory, PRIVATE_DIRECTORY, FILE);
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (UUID.test(kept.trim())) return kept.trim();
  const id = randomUUID();
  await writeFile(`${file}.new`, `${id}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return id;
}
