/**
 * A process that writes to repositories, so that its memory is its own: asked
 * by messages, answers with times.
 */
import { createRequire } from 'node:module';
import { usageOf } from '../usage.mjs';

const [bundle] = process.argv.slice(2);
const { updateBranch, WriterQueue } = createRequire(import.meta.url)(bundle);
const author = { name: 'Ann', email: 'ann@example.com' };
const signal = () => AbortSignal.timeout(600_000);
const queue = new WriterQueue();

/** Ways to change a branch, by name. */
const CHANGES = {
  /** Adds a line to a file, once for each of `lines`, all at once. */
  async append({ url, lines, isParallel }) {
    const one = line =>
      updateBranch(
        {
          remote: { url },
          branch: 'main',
          queue,
          signal: signal(),
          attempts: 1000,
        },
        async files => {
          const before = (await files.read('lines.txt'))?.toString() ?? '';
          await files.write('lines.txt', `${before}${line}\n`);
          return { author, message: line };
        },
      );
    if (isParallel) {
      await Promise.all(lines.map(one));
    } else {
      for (const line of lines) await one(line);
    }
  },

  /** Writes files of `bytes` each. */
  async write({ url, paths, bytes }) {
    await updateBranch(
      { remote: { url }, branch: 'main', signal: signal() },
      async files => {
        for (const path of paths) {
          const unit = `${path} ${performance.now()}\n`;
          await files.write(path, unit.repeat(Math.ceil(bytes / unit.length)));
        }
        return { author, message: `${paths.length} files` };
      },
    );
  },
};

async function answer({ change, ...request }) {
  const started = performance.now();
  await CHANGES[change](request);
  const seconds = (performance.now() - started) / 1000;
  process.send({ seconds, peakMb: usageOf(process.pid).peakMb });
}

process.on('message', request => void answer(request));
