#!/usr/bin/env node
/**
 * The controllers of images beside Flux's own, in one run on one cluster: many
 * ImageRepositories with a policy each at once, one image of 100,000 tags with
 * ten policies, and unchanged images scanned for minutes. Each phase starts
 * both programs anew, one after the other.
 *
 *   node benchmarks/image/controllers.mjs [--image-reflector-controller FILE]
 *     [--count 200] [--tags 300] [--minutes 5] [--phases burst,large,unchanged]
 *
 * FILE is the image-reflector-controller of Flux; without it only ours is
 * measured. The cluster is test/control-plane (needs Go).
 */
import { parseArgs } from 'node:util';
import { Bench } from '../kube/Bench.mjs';
import {
  comparePhases,
  NAMESPACE,
  programsOf,
} from '../kube/comparePhases.mjs';
import { TagServer } from './TagServer.mjs';

const { values } = parseArgs({
  options: {
    'image-reflector-controller': { type: 'string' },
    count: { type: 'string', default: '200' },
    tags: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '5' },
    phases: { type: 'string', default: 'burst,large,unchanged' },
  },
});
const apiVersion = 'image.toolkit.fluxcd.io/v1';
const REPOSITORY = { apiVersion, kind: 'ImageRepository' };
const POLICY = { apiVersion, kind: 'ImagePolicy' };

const bench = new Bench();
const programs = programsOf(bench, 'image-reflector-controller', {
  file: values['image-reflector-controller'],
  flags: ['--health-addr=127.0.0.1:0'],
});

const repository = (name, image) => ({
  ...REPOSITORY,
  metadata: { name, namespace: NAMESPACE },
  spec: { image, interval: '1m' },
});
const policy = (name, of, spec) => ({
  ...POLICY,
  metadata: { name, namespace: NAMESPACE },
  spec: {
    imageRepositoryRef: { name: of },
    policy: { semver: { range: '1.x' } },
    ...spec,
  },
});

/** Images with a policy each. */
function images({ host }, count, tags) {
  return Array.from({ length: count }, (_, i) => [
    repository(`i-${i}`, `${host}/org/${tags}-${i}`),
    policy(`i-${i}`, `i-${i}`),
  ]).flat();
}

/** One image, with policies of every kind. */
function large({ host }) {
  const filterTags = { pattern: '^v1\\.0\\.(\\d+)$', extract: '$1' };
  const specs = [
    {},
    { policy: { alphabetical: {} } },
    { filterTags, policy: { numerical: {} } },
  ];
  return [
    repository('large', `${host}/org/100000-large`),
    ...Array.from({ length: 10 }, (_, i) =>
      policy(`large-${i}`, 'large', specs[i % specs.length]),
    ),
  ];
}

const [count, tags] = [Number(values.count), Number(values.tags)];
const PHASES = {
  burst: {
    title: `${count} images of ${tags} tags at once`,
    objects: server => images(server, count, tags),
  },
  large: { title: 'an image of 100,000 tags, ten policies', objects: large },
  unchanged: {
    title: `${count} unchanged images, ${values.minutes} minutes`,
    objects: server => images(server, count, tags),
    idleMs: Number(values.minutes) * 60_000,
  },
};

async function main() {
  const kubeconfig = await bench.startCluster('control-plane');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  const server = await TagServer.start();
  const phases = values.phases.split(',').map(name => ({
    ...PHASES[name],
    objects: PHASES[name].objects(server),
  }));
  const types = [REPOSITORY, POLICY];
  const traffic = () => ({ requests: server.requests });
  try {
    await comparePhases(
      { bench, client, kubeconfig, programs, types, traffic },
      phases,
    );
  } finally {
    await server.stop();
  }
}

await bench.runToEnd(main);
