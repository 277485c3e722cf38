/**
 * Public charts on real API servers with simulated pods: each is installed,
 * upgraded, corrected after drift, rolled back after an upgrade that fails, and
 * uninstalled as a HelmRelease of our controllers, and beside it installed,
 * upgraded and uninstalled by the real helm on a cluster of its own. The
 * objects are the same after each step.
 *
 *   node plugins/gitops-controllers/scripts/helm/publicCharts.mjs --charts DIR
 *     [--only NAME,…] [--helm FILE] [--report FILE] [--logs FOLDER] [--time NAME]
 *
 * DIR holds `<publisher>/<chart>-<version>.tgz`, two versions of each chart; the
 * lower one is installed, the other one is what it is upgraded to. Admission
 * webhooks of the charts are not called: nothing serves them. It needs Go and
 * helm 4. `--time` measures instead how long an install of one chart takes, by
 * a HelmRelease and by helm, on one cluster. The exit code is 1 when a chart
 * fails that helm does not fail with as well, or an object differs.
 */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { comparePlay } from './public/comparePlay.mjs';
import { HelmSide } from './public/HelmSide.mjs';
import { measureInstall } from './public/measureInstall.mjs';
import { OurSide } from './public/OurSide.mjs';
import { VALUES } from './public/values.mjs';

const { values: options } = parseArgs({
  options: {
    charts: { type: 'string' },
    only: { type: 'string' },
    helm: { type: 'string', default: 'helm' },
    report: { type: 'string' },
    logs: { type: 'string' },
    time: { type: 'string' },
  },
});
if (!options.charts) {
  process.stderr.write('--charts DIR is missing\n');
  process.exit(2);
}
const TIMEOUT = '120s';
const API_SERVER_FLAGS = [
  '--disable-admission-plugins=ServiceAccount,MutatingAdmissionWebhook,ValidatingAdmissionWebhook',
];
const say = line => process.stdout.write(`${line}\n`);
const ARCHIVE = /^(.*?)-(v?\d+\.\d+\.\d+.*)\.tgz$/;

/** By numbers; a prerelease comes before its release. */
function compareVersions(...versions) {
  const [[a, early], [b, late]] = versions.map(version => [
    version.replace(/^v|-.*/g, ''),
    version.includes('-'),
  ]);
  return (
    a.localeCompare(b, 'en', { numeric: true }) || Number(late) - Number(early)
  );
}

/** Charts by publisher and name, with their versions, lowest first. */
function readCharts(folder) {
  const charts = new Map();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    for (const file of readdirSync(join(folder, entry.name)).sort()) {
      const [, name, version] = ARCHIVE.exec(file) ?? [];
      if (!name) continue;
      const path = resolve(folder, entry.name, file);
      const key = `${entry.name}/${name}`;
      const known = charts.get(key) ?? {
        publisher: entry.name,
        name,
        versions: [],
      };
      known.versions.push({ name, version, file: path });
      charts.set(key, known);
    }
  }
  const all = [...charts.values()];
  all.forEach(({ versions }) =>
    versions.sort((a, b) => compareVersions(a.version, b.version)),
  );
  return all;
}

const only =
  options.only?.split(',') ?? (options.time ? [options.time] : undefined);
const charts = readCharts(options.charts).filter(
  ({ name }) => !only || only.includes(name),
);
if (only) charts.sort((a, b) => only.indexOf(a.name) - only.indexOf(b.name));
// Every third chart comes from a registry instead of a repository.
charts.forEach(({ versions }, index) =>
  versions.forEach(version => {
    version.source = index % 3 === 2 ? 'oci' : 'http';
  }),
);
const work = mkdtempSync(join(tmpdir(), 'public-charts-'));
const served = charts.flatMap(({ versions }) =>
  versions.map(({ name, version, file }) => ({
    ...{ name, version, texts: {} },
    archive: readFileSync(file),
  })),
);
const common = { apiServerFlags: API_SERVER_FLAGS, timeout: TIMEOUT };
const [ours, helm] = await Promise.all([
  OurSide.start({ ...common, charts: served, logs: options.logs }),
  options.time ? undefined : HelmSide.start({ ...common, helm: options.helm }),
]);
const results = [];
try {
  if (options.time) {
    await measureInstall({
      ours,
      helm: options.helm,
      chart: charts[0],
      work,
      say,
    });
  } else {
    for (const chart of charts) {
      const values = VALUES[chart.name] ?? {};
      const valuesFile = join(work, `${chart.name}.json`);
      writeFileSync(valuesFile, JSON.stringify(values));
      const result = await comparePlay({
        ours,
        helm,
        chart,
        values,
        valuesFile,
      });
      results.push(result);
      say(result.line);
      result.faults.forEach(fault => say(`    ${fault.slice(0, 600)}`));
      if (options.report) {
        writeFileSync(options.report, `${JSON.stringify(results, null, 1)}\n`);
      }
    }
  }
} finally {
  await Promise.all([ours.close(), helm?.close()]);
  rmSync(work, { recursive: true, force: true });
}
const failed = results.filter(({ faults }) => faults.length > 0);
const count = (list, of) => list.reduce((sum, each) => sum + of(each), 0);
if (!options.time) {
  say(
    `${results.length} charts of ${
      new Set(results.map(({ publisher }) => publisher)).size
    } publishers, ${count(
      results,
      each => each.count,
    )} objects after the upgrade, ${count(
      results,
      each => each.compared,
    )} compared, ${failed.length} charts with faults, ${
      results.filter(each => each.isRefusedByBoth).length
    } refused by helm as well; load ${loadavg()[0].toFixed(1)}`,
  );
}
process.exit(failed.length > 0 ? 1 : 0);
