/** The real stack for browser tests: its own folder and free ports. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/start/ports.mjs';
import { startAll } from '../../../scripts/start/run.mjs';

/** Starts everything that `npm start` starts, away from what may already run. */
export async function startStack() {
  const folder = mkdtempSync(join(tmpdir(), 'gitops-e2e-'));
  const port = await freePort(0);
  const started = await startAll({
    folder,
    port,
    choice: 'demo',
    onUnexpectedExit: ({ name, logFile }) => {
      process.stderr.write(
        `${name} ended: ${readFileSync(logFile, 'utf8').slice(-3000)}\n`,
      );
    },
  });
  const { demo } = started;
  const git = (...args) =>
    execFileSync('git', args, { cwd: demo.workTree, stdio: 'pipe' });
  return {
    ...started,
    /** Changes a file of the demo repository and commits. */
    commit(file, change, message) {
      const path = join(demo.workTree, file);
      writeFileSync(path, change(readFileSync(path, 'utf8')));
      git('commit', '--all', '--quiet', '--message', message);
    },
    /**
     * One call to the API server as administrator; rejects on an error status.
     * @param body - sent as a merge patch
     */
    api: (method, path, body) => callApi(demo, method, path, body),
    async stop() {
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function callApi({ url, caData, token }, method, path, body) {
  return new Promise((resolve, reject) => {
    const call = request(
      `${url}${path}`,
      {
        method,
        ca: Buffer.from(caData, 'base64'),
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/merge-patch+json',
        },
      },
      response => {
        let text = '';
        response.on('data', chunk => (text += chunk));
        response.on('end', () =>
          response.statusCode < 400
            ? resolve(JSON.parse(text))
            : reject(
                new Error(`${method} ${path}: ${response.statusCode} ${text}`),
              ),
        );
      },
    );
    call.on('error', reject);
    call.end(body && JSON.stringify(body));
  });
}
