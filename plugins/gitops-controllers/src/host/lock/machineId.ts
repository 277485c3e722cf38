import { readFile } from 'fs/promises';
import { hostname } from 'os';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/**
 * Names the running kernel: equal in all containers of one machine, another
 * one after each boot. Where the kernel does not tell, the host name.
 */
export async function machineId(): Promise<string> {
  const bootId = await readFile(BOOT_ID, 'utf8').catch(() => '');
  return bootId.trim() || hostname();
}
