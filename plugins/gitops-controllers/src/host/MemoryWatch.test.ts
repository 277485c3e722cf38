import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { MemoryWatch } from './MemoryWatch';

const OPTIONS = {
  oomWatchIntervalMs: 50,
  oomWatchMemoryThreshold: 95,
  oomWatchMaxMemoryPath: '',
  oomWatchCurrentMemoryPath: '',
};

describe('MemoryWatch', () => {
  let cgroup: string;
  const warnings: string[] = [];
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (text: string) => void warnings.push(text),
    error: () => undefined,
  };

  beforeEach(() => {
    cgroup = mkdtempSync(join(tmpdir(), 'cgroup-'));
    warnings.length = 0;
  });
  afterEach(() => rmSync(cgroup, { recursive: true }));

  const write = (file: string, text: string) =>
    writeFileSync(join(cgroup, file), `${text}\n`);
  const open = (options = {}) =>
    MemoryWatch.open({
      options: { ...OPTIONS, ...options },
      logger,
      cgroup,
    });
  const aborted = (signal: AbortSignal) =>
    new Promise<void>(resolve => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });

  it('HR-34 aborts once the memory in use reaches the threshold', async () => {
    write('memory.max', '2097152');
    write('memory.current', '1048576');
    const watch = await open();
    expect(watch.signal.aborted).toBe(false);
    write('memory.current', '1992295');
    await aborted(watch.signal);
    expect(warnings).toEqual([
      'Memory usage is near OOM (1.9 MiB/2.0 MiB), shutting down',
    ]);
    await watch.close();
  });

  it('HR-34 finds the files of cgroup v1, and takes those of the options', async () => {
    mkdirSync(join(cgroup, 'memory'));
    write('memory/memory.limit_in_bytes', '100');
    write('memory/memory.usage_in_bytes', '10');
    write('other', '99');
    const current = join(cgroup, 'other');
    const watch = await open({ oomWatchCurrentMemoryPath: current });
    await aborted(watch.signal);
    await watch.close();
    expect(warnings).toEqual([
      'Memory usage is near OOM (99 B/100 B), shutting down',
    ]);
  });

  it('HR-34 does not abort when it is closed', async () => {
    write('memory.max', '100');
    write('memory.current', '10');
    const watch = await open();
    await watch.close();
    expect(watch.signal.aborted).toBe(false);
  });

  it.each([
    [
      {},
      /^feature gate OOMWatch: no memory.max or memory\/memory.limit_in_bytes in .*; name the file with --oom-watch-max-memory-path$/,
    ],
    [
      { 'memory.max': 'max', 'memory.current': '1' },
      /memory.max has "max" instead of bytes: set a memory limit, or switch the gate off$/,
    ],
    [
      { 'memory.max': '5' },
      /no memory.current .*; name the file with --oom-watch-current-memory-path$/,
    ],
  ])('HR-34 says what is missing of %j', async (files, message) => {
    for (const [file, text] of Object.entries(files)) write(file, text);
    await expect(open()).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(message),
    });
  });
});
