import { mkdir, rm } from 'fs/promises';
import { hostname } from 'os';
import { join } from 'path';
import { setTimeout as delay } from 'timers/promises';
import { PRIVATE_DIRECTORY } from '../../artifacts/disk/privateDirectory';
import { HostError } from '../errors';
import { machineId } from './machineId';
import {
  createRecord,
  listGenerations,
  readRecord,
  releaseRecord,
  removeRecord,
  touchedAt,
  touchRecord,
} from './OwnerRecord';
import type { OwnerRecord } from './OwnerRecord';
import { OwnerSocket } from './OwnerSocket';

/** Settings of {@link lockDirectory}. */
interface LockOptions {
  /** Milliseconds between touches of the owner's record. Default 2 s. */
  readonly heartbeatMs?: number;
  /** Milliseconds without a touch after which an owner on another machine is dead. Default 15 s. */
  readonly staleMs?: number;
  /** Identity of this machine, for tests. */
  readonly machine?: string;
}

/** The record that a process holds. */
interface Claim {
  readonly generation: number;
  readonly record: OwnerRecord;
  readonly socket: OwnerSocket | undefined;
}

const HEARTBEAT_MS = 2_000;
const STALE_MS = 15_000;
/** Lock of earlier versions in a store's directory. */
export const OLD_LOCK_FILE = '.controllers.pid';

/**
 * Makes a directory this process's own. A process that is gone loses it at
 * once: it is known by a socket that the kernel closes. One on another machine
 * loses it when it has not touched its record for a while.
 *
 * Records are numbered, and the highest number owns. Who finds its owner dead
 * writes the next number, and owns it unless a higher one has come meanwhile;
 * only then lower ones are removed, and the highest never is. So of several
 * that start together one wins, without a step that a kill could leave half
 * done.
 * @returns gives the directory back
 * @throws HostError - `storage-taken`: a living process has it
 */
export async function lockDirectory(
  directory: string,
  options: LockOptions = {},
): Promise<() => Promise<void>> {
  const area = join(directory, PRIVATE_DIRECTORY);
  await mkdir(area, { recursive: true, mode: 0o700 });
  await rm(join(directory, OLD_LOCK_FILE), { force: true });
  const claim = await claimArea(area, directory, options);
  const { generation, record, socket } = claim;
  const timer = setInterval(() => {
    // One that fails counts as none: the next may do.
    touchRecord(area, generation).catch(() => undefined);
  }, options.heartbeatMs ?? HEARTBEAT_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await releaseRecord(area, generation, record);
    await socket?.close();
  };
}

async function claimArea(
  area: string,
  directory: string,
  options: LockOptions,
): Promise<Claim> {
  for (;;) {
    const last = (await listGenerations(area)).at(-1) ?? 0;
    if (last > 0) await requireDead(area, last, directory, options);
    const claim = await tryClaim(area, last + 1, options);
    if (claim) return claim;
  }
}

/** @returns undefined when another process was faster */
async function tryClaim(
  area: string,
  generation: number,
  { machine }: LockOptions,
): Promise<Claim | undefined> {
  // It listens before the record says so, so a closed socket means a dead owner.
  const socket = await OwnerSocket.listen(area);
  const record: OwnerRecord = {
    machine: machine ?? (await machineId()),
    ...(socket ? { socket: socket.name } : {}),
    host: hostname(),
    pid: process.pid,
  };
  const isWritten = await createRecord(area, generation, record);
  const known = isWritten ? await listGenerations(area) : [];
  if (known.at(-1) === generation) {
    await removeOlder(area, known.slice(0, -1));
    return { generation, record, socket };
  }
  if (isWritten) await removeRecord(area, generation);
  await socket?.close();
  return undefined;
}

async function removeOlder(
  area: string,
  generations: readonly number[],
): Promise<void> {
  for (const generation of generations) {
    const record = await readRecord(area, generation);
    if (record?.socket) await rm(join(area, record.socket), { force: true });
    await removeRecord(area, generation);
  }
}

/**
 * Returns once the owner is dead, or the record has been replaced.
 * @throws HostError - `storage-taken`
 */
async function requireDead(
  area: string,
  generation: number,
  directory: string,
  options: LockOptions,
): Promise<void> {
  const { heartbeatMs = HEARTBEAT_MS, staleMs = STALE_MS } = options;
  const machine = options.machine ?? (await machineId());
  const first = await touchedAt(area, generation);
  for (let waitedMs = 0; waitedMs <= staleMs; waitedMs += heartbeatMs) {
    const record = await readRecord(area, generation);
    const isHere = record?.machine === machine && record.socket !== undefined;
    const liveness = isHere
      ? await OwnerSocket.probe(area, record.socket)
      : 'unknown';
    if (record?.isReleased || liveness === 'dead') return;
    const touched = await touchedAt(area, generation);
    if (touched === undefined) return;
    if (liveness === 'alive' || (record && touched !== first)) {
      throw storageTaken(directory, record);
    }
    await delay(heartbeatMs);
  }
}

function storageTaken(directory: string, record?: OwnerRecord): HostError {
  const owner = record
    ? `process ${record.pid} of ${record.host}`
    : 'another process';
  return new HostError(
    'storage-taken',
    `the artifact directory ${directory} is in use by ${owner}`,
  );
}
