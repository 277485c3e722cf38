/**
 * `npm run check:packages`: what a stranger does with the published packages.
 * Builds and packs all of them, makes a plain Backstage portal outside the
 * workspace, installs the tarballs, adds the lines that README.md names, starts
 * it and looks at the GitOps tab of a reconciled service in a browser: once in
 * an app on the new frontend system, once in one on the legacy system.
 *
 *   npm run check:packages -- [--keep]
 *
 * `--keep` leaves the portal's folder in place. The last line is
 * `N passed, N failed`.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './bootstrap.mjs';

await ensureInstalled({ quiet: true });
const { launchBrowser } = await import('../test/e2e/lib/browser.mjs');
const { startCluster } = await import('./check-packages/cluster.mjs');
const { lookAtTab } = await import('./check-packages/lookAtTab.mjs');
const { buildPackages, filesOf, node, packPackages, tool } = await import(
  './check-packages/pack.mjs'
);
const { createPortal } = await import('./check-packages/portal.mjs');
const { Processes } = await import('./start/Processes.mjs');

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gitops-packages-')));
const folder = join(scratch, 'portal');
const gitops = join(folder, 'node_modules/.bin/gitops');
const processes = new Processes(join(scratch, 'logs'), () => {});
const browser = await launchBrowser();
let tarballs;
let access;

const steps = {
  'metadata is what backstage-cli repo fix --publish writes': () =>
    tool('backstage-cli', ['repo', 'fix', '--publish', '--check']),
  'all packages build': buildPackages,
  'the public API is that of the reports': () =>
    node(['scripts/api-reports.mjs', '--check', '--built']),
  'all packages pack': async () => {
    tarballs = await packPackages(join(scratch, 'tarballs'));
    for (const tarball of Object.values(tarballs)) {
      const files = await filesOf(tarball);
      for (const file of ['LICENSE', 'README.md', 'package.json']) {
        assert.ok(files.includes(`package/${file}`), `${tarball}: ${file}`);
      }
    }
  },
  'a new portal installs them': () => createPortal(folder, tarballs),
  'the installed gitops command explains itself and builds': async () => {
    assert.match(await node([gitops, '--help']), /Usage: gitops/);
    const path = new URL(
      'check-packages/cluster/repository/podinfo',
      import.meta.url,
    );
    const built = await node([gitops, 'kustomize', 'build', path.pathname]);
    assert.match(built, /kind: Service/);
  },
  'the installed gitops command serves a cluster and installs the API':
    async () => {
      access = await startCluster({ folder: scratch, gitops, processes });
    },
  'an app on the new frontend system shows the reconciled service': () =>
    lookAtTab({ folder, app: 'app', access, browser }),
  'an app on the legacy frontend system shows it too': () =>
    lookAtTab({ folder, app: 'app-legacy', access, browser }),
};

let passed = 0;
let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  const startedAt = Date.now();
  const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(1);
  try {
    await step();
    passed += 1;
    process.stdout.write(`✓ ${name} (${seconds()} s)\n`);
  } catch (error) {
    failed += 1;
    process.stdout.write(`✗ ${name} (${seconds()} s)\n${error.stack}\n`);
    break;
  }
}
await browser.close();
await processes.stop();
if (process.argv.includes('--keep') || failed > 0) {
  process.stdout.write(`kept: ${scratch}\n`);
} else {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
