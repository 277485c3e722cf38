/**
 * Makes every snapshot and config digest of recorded HelmReleases again from
 * the release Secrets, and writes every release again byte for byte.
 *
 *   node plugins/gitops-controllers/scripts/helm/checkDigests.mjs FOLDER…
 *
 * FOLDERs are what record.mjs has written. The exit code is 1 when any differs.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- scripts of other folders
import { load } from '../../../../benchmarks/load.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { faultsOf } = await load(join(here, 'digests.ts'));
const say = line => process.stdout.write(`${line}\n`);
const read = file => JSON.parse(readFileSync(file, 'utf8'));
const END = '.helmrelease.json';
let [equal, different, gone] = [0, 0, 0];

async function check(prefix) {
  const { status } = read(`${prefix}${END}`) ?? {};
  const secrets = read(`${prefix}.releases.json`);
  for (const snapshot of status?.history ?? []) {
    const name = `sh.helm.release.v1.${snapshot.name}.v${snapshot.version}`;
    const secret = secrets.find(({ metadata }) => metadata.name === name);
    if (!secret) {
      gone += 1;
      continue;
    }
    const faults = await faultsOf(secret.data.release, snapshot);
    if (faults.length === 0) equal += 1;
    else {
      different += 1;
      say(`DIFFERENT: ${prefix} v${snapshot.version}: ${faults.join(', ')}`);
    }
  }
}

for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder).sort()) {
    if (!existsSync(join(folder, name, 'events.json'))) continue;
    for (const file of readdirSync(join(folder, name)).sort()) {
      if (!file.endsWith(END)) continue;
      await check(join(folder, name, file.slice(0, -END.length)));
    }
  }
}
say(
  `${equal} snapshots equal, ${different} different, ${gone} of releases that are gone`,
);
process.exit(different > 0 || equal === 0 ? 1 : 0);
