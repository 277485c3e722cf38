import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { readInstanceId } from './instanceId';
import { identityOf } from './leases';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-instance-'));
const directoryOf = (name: string) => {
  const directory = join(scratch, name);
  mkdirSync(join(directory, '.gitops'), { recursive: true });
  return directory;
};
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('readInstanceId', () => {
  it('stays the same over restarts, and differs between directories', async () => {
    const first = await readInstanceId(directoryOf('one'));
    expect(await readInstanceId(directoryOf('one'))).toBe(first);
    const other = await readInstanceId(directoryOf('two'));
    expect(identityOf(other)).not.toBe(identityOf(first));
  });

  it('replaces what a crash has left half written', async () => {
    const directory = directoryOf('damaged');
    writeFileSync(join(directory, '.gitops/instance'), '');
    const id = await readInstanceId(directory);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await readInstanceId(directory)).toBe(id);
  });
});
