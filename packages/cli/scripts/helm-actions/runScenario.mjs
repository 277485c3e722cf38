import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from './differences.mjs';
import { normalizeText } from './normalize.mjs';
import { observe } from './observe.mjs';
import { environment, run } from './tools.mjs';
import { writeChart, writeFile } from './writeChart.mjs';

const SETTLE_MS = 5000;
const PAUSE_MS = 150;
const INTERRUPT_MS = 20_000;

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

/**
 * Runs a scenario with both tools, each in its own namespace.
 * @param judge - `{ cluster, kubeconfig, folder, known, tools: [theirs, ours] }`
 * @param tamper - changes our side before it is compared; for the judge's own test
 * @returns what differs: `{ step, about, text }` each
 */
export async function runScenario(judge, scenario, number, tamper) {
  const sides = ['h', 'g'].map((letter, index) => {
    const namespace = `judge-${String(number).padStart(3, '0')}-${letter}`;
    const folder = join(judge.folder, namespace);
    mkdirSync(folder, { recursive: true });
    const seesCluster = Boolean(scenario.seesCluster);
    return { namespace, folder, seesCluster, tool: judge.tools[index] };
  });
  await Promise.all(
    sides.map(({ namespace }) => judge.cluster.createNamespace(namespace)),
  );
  const found = [];
  for (const [index, step] of scenario.steps.entries()) {
    const [theirs, ours] = await Promise.all(
      sides.map(side => runStep(judge, side, step, index)),
    );
    if (tamper) await tamper(sides[1], index);
    const lines = [
      ...differences(theirs, judge.known.withoutTexts(ours)),
      ...(step.isUnseen ? [] : await compareCluster(judge, sides)),
    ];
    found.push(...lines.map(text => ({ step: index + 1, text })));
  }
  return found;
}

async function runStep(judge, side, step, index) {
  const { namespace, folder } = side;
  const chart = join(folder, `chart-${index}`);
  if (step.chart) writeChart(step.chart, chart, namespace);
  for (const [name, text] of Object.entries(step.files ?? {})) {
    writeFile(join(folder, name), text.replaceAll('@ns@', namespace));
  }
  const fill = text =>
    text
      .replaceAll('<chart>', chart)
      .replaceAll('<folder>', folder)
      .replaceAll('@ns@', namespace);
  const words = [
    ...step.words.map(fill),
    '--namespace',
    fill(step.namespace ?? namespace),
  ];
  const program = step.program === 'kubectl' ? ['kubectl'] : side.tool;
  const outcome = await run([...program, ...words], {
    env: { ...environment(side, judge.kubeconfig), ...step.env },
    cwd: folder,
    input: step.input?.replaceAll('@ns@', namespace),
    interrupt: step.signal && {
      signal: step.signal,
      when: hasEnded => until(judge, namespace, step.until, hasEnded),
    },
  });
  return printed(outcome, step, side);
}

/** Polls until the objects at these paths are there, or the tool has ended. */
async function until({ cluster }, namespace, paths, hasEnded) {
  const deadline = Date.now() + INTERRUPT_MS;
  while (!hasEnded() && Date.now() < deadline) {
    const found = await Promise.all(
      paths.map(path => cluster.get(path.replaceAll('@ns@', namespace))),
    );
    if (found.every(Boolean)) return;
    await pause(20);
  }
}

/** Exit code, standard output, errors and log lines, as they are compared. */
function printed({ code, stdout, stderr }, step, side) {
  const lines = normalizeText(stderr, side).split('\n').filter(Boolean);
  // Helm's own lines, and those of its client library.
  const isLog = line => /^(?:level=|[IWEF]\d{4} )/.test(line);
  return {
    'exit status': code,
    stdout: step.ignoreOutput ? '' : normalizeText(stdout, side),
    errors: step.ignoreOutput
      ? ''
      : sortProblems(lines.filter(line => !isLog(line)).join('\n')),
  };
}

/** Several problems of one error come in the order of Go's goroutines. */
function sortProblems(text) {
  return text.includes('; ') ? text.split('; ').sort().join('; ') : text;
}

/** The cluster settles: controllers act on what the tools wrote. */
async function compareCluster({ cluster, known }, sides) {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const [theirs, ours] = await Promise.all(
      sides.map(side => observe(cluster, side)),
    );
    const lines = withoutEchoes(differences(theirs, known.withoutTexts(ours)));
    if (lines.length === 0 || Date.now() > deadline) return lines;
    await pause(PAUSE_MS);
  }
}

/** The raw text of a release only counts where what it says is the same. */
function withoutEchoes(lines) {
  return lines.filter(line => {
    const [name, part] = line.split(' › ');
    if (!part?.startsWith('raw')) return true;
    return !lines.some(other => other.startsWith(`${name} › release`));
  });
}
