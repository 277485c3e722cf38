/**
 * The same command lines of flux, helm and kubectl at two clusters: one that
 * Flux's controllers reconcile, and one that ours do. Compares exit codes and
 * what is printed, without times, ages, identifiers and addresses.
 *
 *   node plugins/gitops-controllers/scripts/helm/compareCli.mjs
 *     [--flux FILE] [--helm FILE] [--kubectl FILE] [--helm-controller FILE]
 *     [--source-controller FILE] [--kustomize-controller FILE]
 *     [--cluster control-plane] [--show TEXT] [--side ours]
 *     [--logs FOLDER]
 *
 * FILEs are the programs of Flux, Helm and Kubernetes; default: what
 * GITOPS_FLUX, GITOPS_HELM_CONTROLLER and so on name, or that is on the PATH.
 * `--show` prints what commands with that text print on our side.
 * `--side ours` compares nothing and needs no controller of Flux. The exit code
 * is 1 when anything differs that is not in cli/known.mjs.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeCharts } from './charts.mjs';
import { CommandLine } from './cli/CommandLine.mjs';
import { COMMANDS } from './cli/commands.mjs';
import { knownLine } from './cli/known.mjs';
import { Stage } from './Stage.mjs';

const variableOf = name => `GITOPS_${name.toUpperCase().replace('-', '_')}`;
const file = name => ({
  type: 'string',
  default: process.env[variableOf(name)] ?? name,
});
const { values } = parseArgs({
  options: {
    flux: file('flux'),
    helm: file('helm'),
    kubectl: file('kubectl'),
    'helm-controller': file('helm-controller'),
    'source-controller': file('source-controller'),
    'kustomize-controller': file('kustomize-controller'),
    cluster: { type: 'string', default: 'control-plane' },
    show: { type: 'string' },
    side: { type: 'string' },
    logs: { type: 'string' },
  },
});
const say = line => process.stdout.write(`${line}\n`);
const { flux, helm, kubectl } = values;
const SIDES = values.side ? [values.side] : ['flux', 'ours'];
const FLUX_PROGRAMS = {
  helmController: values['helm-controller'],
  sourceController: values['source-controller'],
  kustomizeController: values['kustomize-controller'],
};
const OUR_COMPONENTS = 'source-controller,kustomize-controller,helm-controller';

/** A HelmRelease in Git, for a Kustomization. */
const KUSTOMIZED = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: kustomized, namespace: apps}
spec:
  interval: 1h
  chart:
    spec:
      chart: web
      version: 1.0.0
      sourceRef: {kind: HelmRepository, name: charts}
  values: {color: green}
`;

async function startSide(side) {
  const programs = side === 'flux' ? FLUX_PROGRAMS : {};
  const stage = await Stage.start({
    ...{ programs, charts: makeCharts(), cluster: values.cluster },
    logs: values.logs && `${values.logs}/${side}`,
  });
  stage.servers.commit('releases', { 'release.yaml': KUSTOMIZED });
  if (side === 'flux') await stage.startFlux();
  else await stage.startOurs([], { components: OUR_COMPONENTS });
  return { stage, person: new CommandLine(stage, { flux, helm, kubectl }) };
}

const sum = { lines: 0, different: 0, known: 0 };
function compare(line, [theirs, ours]) {
  sum.lines += 1;
  if (values.show && line.includes(values.show)) {
    say(`$ ${line}\n${(ours ?? theirs).join('\n')}`);
  }
  if (!ours || theirs.join('\n') === ours.join('\n')) return;
  const left = theirs.filter(text => !ours.includes(text));
  const right = ours.filter(text => !theirs.includes(text));
  const differing = [...left, ...right];
  const isKnown = differing.every(text => knownLine(line, text));
  if (differing.length > 0 && isKnown) {
    sum.known += 1;
    return;
  }
  sum.different += 1;
  say(`DIFFERENT: ${line}`);
  left.forEach(text => say(`  flux: ${text.slice(0, 600)}`));
  right.forEach(text => say(`  ours: ${text.slice(0, 600)}`));
  if (differing.length === 0) say('  the order or number of lines');
}

const READINGS = /^(?:flux get|kubectl get|helm (?:list|status|history|get)) /;
const MAX_READS = 6;

/**
 * What the sides say to a line. Readings that differ are read again: what is
 * tried again and again is at another place at any moment.
 */
async function askAll(sides, line) {
  for (let reads = 1; ; reads += 1) {
    const outputs = await Promise.all(
      sides.map(({ person }) => person.say(line)),
    );
    const [first, second = first] = outputs.map(lines => lines.join('\n'));
    const isFinal = first === second || !READINGS.test(line);
    if (isFinal || reads === MAX_READS) return outputs;
    await sleep(1000);
  }
}

const started = [];
try {
  for (const side of SIDES) started.push(await startSide(side));
  for (const line of COMMANDS) {
    if (line.startsWith('#')) say(line);
    else compare(line, await askAll(started, line));
  }
} finally {
  for (const { stage } of started) await stage.close();
}
say(
  `${sum.lines} command lines, ${sum.different} different, ${sum.known} with known differences`,
);
process.exit(sum.different > 0 ? 1 : 0);
