import { spawn, spawnSync } from 'child_process';
import type { ChildProcess } from 'child_process';
import { once } from 'events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { createInterface } from 'readline';
import { lockDirectory } from './lockDirectory';

const SCRIPT = join(__dirname, 'testing', 'holdLock.ts');
const LOADER = require.resolve('@backstage/cli/config/nodeTransform.cjs');
const UNSHARE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const canUnshare =
  spawnSync(UNSHARE[0], [...UNSHARE.slice(1), 'true']).status === 0;
const taken = { name: 'HostError', code: 'storage-taken' };

let scratch: string;
let directory: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'gitops-lock-'));
  directory = join(scratch, 'store');
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  rmSync(scratch, { recursive: true, force: true });
});

/** Starts a process that locks the directory; resolves with what it printed. */
async function start(prefix: string[] = [], where = directory) {
  const [command, ...args] = [
    ...prefix,
    ...[process.execPath, '--require', LOADER, SCRIPT, where],
  ];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [answer] = await once(createInterface(child.stdout), 'line');
  return { child, answer: answer as string };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Locks and gives back. */
async function lockAndRelease(...args: Parameters<typeof lockDirectory>) {
  const release = await lockDirectory(...args);
  await release();
}

describe('lockDirectory', () => {
  it('lets nobody in while it is held, and others afterwards', async () => {
    const release = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      ...taken,
      message: expect.stringContaining(`in use by process ${process.pid} of `),
    });
    await release();
    await lockAndRelease(directory);
    await lockAndRelease(directory);
  });

  it.each([1, 2, 3, 4, 5])(
    'lets one of many in that start together, time %i',
    async () => {
      await lockAndRelease(directory);
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => lockDirectory(directory)),
      );
      const releases = results.flatMap(result =>
        result.status === 'fulfilled' ? [result.value] : [],
      );
      const refusals = results.flatMap(result =>
        result.status === 'rejected' ? [result.reason.code] : [],
      );
      await Promise.all(releases.map(release => release()));
      expect(releases).toHaveLength(1);
      expect(refusals).toEqual(Array(19).fill('storage-taken'));
    },
  );

  it('leaves no more behind than the last record', async () => {
    for (let round = 0; round < 3; round++) await lockAndRelease(directory);
    const release = await lockDirectory(directory);
    expect(readdirSync(join(directory, '.gitops')).sort()).toEqual([
      expect.stringMatching(/^[0-9a-f]{16}\.sock$/),
      'owner-4',
    ]);
    await release();
    expect(readdirSync(join(directory, '.gitops'))).toEqual(['owner-4']);
    expect(readdirSync(directory)).toEqual(['.gitops']);
  });

  it('removes the lock of earlier versions', async () => {
    mkdirSync(directory);
    const old = join(directory, '.controllers.pid');
    writeFileSync(old, `${process.pid}\n`);
    await lockAndRelease(directory);
    expect(existsSync(old)).toBe(false);
  });

  it('works in a directory whose path no socket can have', async () => {
    const long = join(directory, ...Array(4).fill('directory'.repeat(6)));
    const release = await lockDirectory(long);
    await expect(lockDirectory(long)).rejects.toMatchObject(taken);
    await release();
    await lockAndRelease(long);
  });

  describe('of another machine, known by its touches alone', () => {
    const settings = { heartbeatMs: 20, staleMs: 300 };

    it('is refused while its owner lives', async () => {
      const release = await lockDirectory(directory, {
        ...settings,
        machine: 'other',
      });
      await expect(lockDirectory(directory, settings)).rejects.toMatchObject(
        taken,
      );
      await release();
    });

    it('is taken over at once when it was given back', async () => {
      await lockAndRelease(directory, { machine: 'other' });
      await lockAndRelease(directory, { staleMs: Infinity });
      expect(readdirSync(join(directory, '.gitops'))).toEqual(['owner-2']);
    });

    it('is taken over when its owner is silent', async () => {
      const silent = { machine: 'other', heartbeatMs: 60_000 };
      const release = await lockDirectory(directory, silent);
      const taker = await lockDirectory(directory, settings);
      await expect(lockDirectory(directory)).rejects.toMatchObject(taken);
      await taker();
      await expect(release()).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('is taken over when its record was never written', async () => {
      mkdirSync(join(directory, '.gitops'), { recursive: true });
      writeFileSync(join(directory, '.gitops', 'owner-7'), '');
      await lockAndRelease(directory, settings);
      expect(readdirSync(join(directory, '.gitops'))).toEqual(['owner-8']);
    });
  });
});

describe('processes', () => {
  it('share no directory, and lose it at once when they are killed', async () => {
    const first = await start();
    expect(first.answer).toBe('locked');
    expect((await start()).answer).toBe('storage-taken');
    await kill(first.child);
    const second = await start();
    expect(second.answer).toBe('locked');
    await kill(second.child);
    expect((await start()).answer).toBe('locked');
    await expect(lockDirectory(directory)).rejects.toMatchObject(taken);
  });
});

// Skipped where the test may not make a process id namespace.
(canUnshare ? describe : describe.skip)('containers', () => {
  it('do so too, though all have the same process id', async () => {
    const first = await start(UNSHARE);
    expect(first.answer).toBe('locked');
    expect((await start(UNSHARE)).answer).toBe('storage-taken');
    await kill(first.child);
    const second = await start(UNSHARE);
    expect(second.answer).toBe('locked');
    await kill(second.child);
    expect((await start(UNSHARE)).answer).toBe('locked');
  });
});
