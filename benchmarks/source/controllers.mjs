#!/usr/bin/env node
/**
 * The source controllers beside Flux's own, in one run on one cluster: many
 * sources at once, the same ones unchanged for minutes, a large repository and
 * a large Helm index. Each phase starts both programs anew, one after the other.
 *
 *   node benchmarks/source/controllers.mjs [--source-controller FILE]
 *     [--count 500] [--burst 200] [--minutes 5] [--phases burst,unchanged,…]
 *
 * FILE is a source-controller of Flux; without it only ours is measured. The
 * cluster is test/control-plane (needs Go).
 */
import { parseArgs } from 'node:util';
import { Bench, GIT_REPOSITORY } from '../kube/Bench.mjs';
import {
  comparePhases,
  NAMESPACE,
  programsOf,
} from '../kube/comparePhases.mjs';
import { SourceServers } from './SourceServers.mjs';

const { values } = parseArgs({
  options: {
    'source-controller': { type: 'string' },
    count: { type: 'string', default: '500' },
    burst: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '5' },
    phases: { type: 'string', default: 'burst,artifact,index,unchanged' },
  },
});
const HELM_REPOSITORY = { ...GIT_REPOSITORY, kind: 'HelmRepository' };

const bench = new Bench();
const programs = programsOf(bench, 'source-controller', {
  file: values['source-controller'],
  flags: [
    '--storage-addr=127.0.0.1:19090',
    '--storage-adv-addr=127.0.0.1:19090',
    '--health-addr=127.0.0.1:19440',
  ],
});

const repository = (url, extra = {}) => ({
  ...GIT_REPOSITORY,
  spec: { url, ref: { branch: 'main' }, interval: '1m', ...extra },
});
const charts = url => ({ ...HELM_REPOSITORY, spec: { url, interval: '1m' } });

/** Objects of a phase: three of four are Git repositories. */
function mixOf({ git, helm }, count) {
  return Array.from({ length: count }, (_, index) =>
    index % 4 === 3 ? charts(`${helm}/small`) : repository(`${git}/plain.git`),
  );
}

const PHASES = {
  burst: {
    title: `${values.burst} sources at once`,
    objects: servers => mixOf(servers, Number(values.burst)),
  },
  artifact: {
    title: 'a repository of 100 MB',
    objects: ({ git }) => [repository(`${git}/large.git`, { timeout: '5m' })],
  },
  index: {
    title: 'a Helm index of 40 MB',
    objects: ({ helm }) => [charts(`${helm}/large`)],
  },
  unchanged: {
    title: `${values.count} unchanged sources, ${values.minutes} minutes`,
    objects: servers => mixOf(servers, Number(values.count)),
    idleMs: Number(values.minutes) * 60_000,
  },
};

/** The objects of a phase have names of their own. */
function named(objects) {
  return objects.map((object, index) => ({
    ...object,
    metadata: { name: `s-${index}`, namespace: NAMESPACE },
  }));
}

async function main() {
  const kubeconfig = await bench.startCluster('control-plane');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  const servers = await SourceServers.start(bench);
  const phases = values.phases.split(',').map(name => ({
    ...PHASES[name],
    objects: named(PHASES[name].objects(servers)),
  }));
  const types = [GIT_REPOSITORY, HELM_REPOSITORY];
  const traffic = () => ({ kilobytes: servers.bytes / 1000 });
  try {
    await comparePhases(
      { bench, client, kubeconfig, programs, types, traffic },
      phases,
    );
  } finally {
    servers.stop();
  }
}

await bench.runToEnd(main);
