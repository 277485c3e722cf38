// Reads the same releases with the real helm and with `gitops helm list`,
// `status`, `history` and `get`, and compares what they print:
//
//   node packages/cli/scripts/compare-helm-read.mjs [--target control-plane]
//     [--short]
//
// `--short` takes every eighth command line, `--target devcluster` the embedded
// API server. It needs go (for the real one) and helm 4 on the PATH. One half of
// the releases is made by helm, the other by `gitops helm`; every stored release
// is also decoded and written again byte for byte, and helm upgrades, rolls back
// and uninstalls ours. The exit code is 1 when anything differs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
import { bundleGitops, environment, run } from './helm-actions/tools.mjs';
import { commandLines } from './helm-read/commandLines.mjs';
import { makeReleases, RELEASES, WORK_ON } from './helm-read/releases.mjs';
import { startTarget } from './helm-read/startTarget.mjs';

const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: 'control-plane' },
    short: { type: 'boolean', default: false },
  },
});
/** Command lines at once. */
const JOBS = 3;
const SHORT_STEP = 8;
const here = dirname(fileURLToPath(import.meta.url));
const say = line => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'compare-helm-read-'));
let [compared, different, rewritten] = [0, 0, 0];

/** A list of pods has the version of the moment when it was asked for. */
const LIST_VERSION =
  /(?<="PodList","metadata":\{)"resourceVersion":"\d+"|(?<=kind: PodList\n\s+metadata:\n\s+)resourceVersion: "\d+"/g;

/** Reasons that we word ourselves: those of expressions and selectors. */
const OWN_WORDS =
  /(?<=error parsing regexp: ).*|(?<=Error: )(?:unable to parse requirement|found).*/;

function differ(what, theirs, ours) {
  different += 1;
  say(`DIFFERENT: ${what}\n--- helm\n${theirs}\n--- gitops\n${ours}`);
}

/** Helm prints kinds of objects in random order, and ages by the second. */
function comparable({ code, stdout, stderr }) {
  const sections = stdout
    .replace(LIST_VERSION, '')
    .replace(
      /(RESOURCES:\n)([^]*?)(?=\n(?:TEST SUITE|NOTES)|$)/,
      (_, start, text) => start + comparableTables(text),
    );
  const problem = stderr.replace(OWN_WORDS, '');
  return `exit ${code}\n${sections}\n${problem}`;
}

function comparableTables(text) {
  return text
    .trimEnd()
    .replace(/ (?:\d+[dhms])+$/gm, ' AGE')
    .split(/\n*(?===> )/)
    .sort()
    .join('\n');
}

async function compareReading(target, tools) {
  const queue = commandLines(RELEASES).filter(
    (_, index) => !options.short || index % SHORT_STEP === 0,
  );
  const work = async () => {
    for (let words = queue.pop(); words; words = queue.pop()) {
      const theirs = await runTool(target, tools[0], words);
      const ours = await runTool(target, tools[1], words);
      compared += 1;
      const [left, right] = [theirs, ours].map(comparable);
      if (left !== right) differ(words.join(' '), left, right);
    }
  };
  await Promise.all(Array.from({ length: JOBS }, work));
}

function runTool(target, tool, words) {
  const env = environment({ folder }, target.kubeconfig);
  return run([...tool, ...words], { env, cwd: folder });
}

async function rewriteAll(target) {
  const { decodeRelease, releaseJson } = await load(
    join(here, '../../helm-release/src/release/encodeRelease.ts'),
  );
  for (const { metadata, data } of await target.listSecrets()) {
    const text = Buffer.from(data.release, 'base64').toString();
    const json = gunzipSync(Buffer.from(text, 'base64')).toString();
    const ours = releaseJson(await decodeRelease(text));
    rewritten += 1;
    if (json !== ours) differ(metadata.name, json, ours);
  }
}

/** What helm does to the releases that `gitops` made. */
async function workOnOurs(target, helm) {
  for (const words of WORK_ON) {
    const { code, stderr } = await runTool(target, helm, words);
    if (code !== 0)
      differ(words.join(' '), 'exit 0', `exit ${code}: ${stderr}`);
  }
}

const target = await startTarget(options.target, say);
try {
  const ours = await bundleGitops(join(folder, 'bundle'));
  const tools = [['helm'], ours];
  for (const words of makeReleases(folder)) {
    const [tool, ...rest] = words;
    const made = await runTool(target, tool === 'helm' ? ['helm'] : ours, rest);
    if (made.code !== 0 && !rest.includes('--timeout')) {
      differ(words.join(' '), 'exit 0', made.stderr);
    }
  }
  await compareReading(target, tools);
  await rewriteAll(target);
  await workOnOurs(target, ['helm']);
  await compareReading(target, tools);
  await rewriteAll(target);
  say(
    `${compared} command lines, ${rewritten} stored releases, ${different} different`,
  );
  process.exitCode = different > 0 ? 1 : 0;
} finally {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
}
