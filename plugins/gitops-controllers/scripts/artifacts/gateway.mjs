// versitygw, an S3 server that keeps objects as files, on a free port of this
// machine with one bucket.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_MS = 20_000;
const KEYS = { accessKeyId: 'judge-key', secretAccessKey: 'judge-secret' };
const BUCKET = 'artifacts';

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function waitUntilItAnswers(endpoint, child) {
  const deadline = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error('versitygw has ended');
    try {
      await fetch(endpoint);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await delay(50);
  }
}

/**
 * Starts the server; a bucket is a folder of `dir`.
 * @param dir - an empty folder; its file system has to have extended attributes
 */
export async function startGateway(dir) {
  const data = join(dir, 'data');
  mkdirSync(join(data, BUCKET), { recursive: true });
  const port = await freePort();
  const child = spawn(
    'versitygw',
    ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', data],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ROOT_ACCESS_KEY: KEYS.accessKeyId,
        ROOT_SECRET_KEY: KEYS.secretAccessKey,
      },
    },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  await waitUntilItAnswers(endpoint, child);
  return {
    endpoint,
    bucket: BUCKET,
    credentials: KEYS,
    /** Files of the server's own: uploads that were begun. */
    leftOvers: () =>
      readdirSync(join(data, BUCKET), { recursive: true }).filter(name =>
        /^\.sgwtmp\/.+/.test(name),
      ),
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}
