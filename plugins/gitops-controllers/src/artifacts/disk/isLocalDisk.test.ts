import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { isLocalDisk } from './isLocalDisk';

const TMPFS = 0x01021994;
const NFS = 0x6969;
const mockTypes = new Map<string, number>();

jest.mock('fs', () => {
  const real = jest.requireActual('fs');
  return {
    ...real,
    statfsSync: (path: string) => {
      const type = mockTypes.get(path);
      return type === undefined ? real.statfsSync(path) : { type };
    },
  };
});

describe('isLocalDisk', () => {
  it('tells disks of this machine from those on a network, and asks once', () => {
    mockTypes.set('/local', TMPFS).set('/remote', NFS);
    expect(isLocalDisk('/local')).toBe(true);
    expect(isLocalDisk('/remote')).toBe(false);
    mockTypes.set('/local', NFS);
    expect(isLocalDisk('/local')).toBe(true);
  });

  it('asks again about a directory that was not there', () => {
    const directory = mkdtempSync(join(tmpdir(), 'local-'));
    rmSync(directory, { recursive: true });
    expect(isLocalDisk(directory)).toBe(false);
    mockTypes.set(directory, TMPFS);
    expect(isLocalDisk(directory)).toBe(true);
  });
});
