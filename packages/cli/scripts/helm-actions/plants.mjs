import { gzipSync } from 'node:zlib';
import { decodeRelease } from './normalize.mjs';
import { runScenario } from './runScenario.mjs';
import { PLANTED_IN } from './scenarios/index.mjs';

/** Numbers of namespaces that no scenario has. */
const FIRST_NUMBER = 900;
const OBJECT = '/api/v1/namespaces/@ns@/configmaps/one';
const RELEASE = '/api/v1/namespaces/@ns@/secrets/sh.helm.release.v1.app.v1';

const changed = change => object => ({ ...object, ...change(object) });
const withMetadata = change =>
  changed(({ metadata }) => ({ metadata: { ...metadata, ...change } }));
const withRelease = edit =>
  changed(secret => ({
    data: {
      release: Buffer.from(
        gzipSync(edit(decodeRelease(secret))).toString('base64'),
      ).toString('base64'),
    },
  }));

/** What is changed behind the back of the judge, and where it must show. */
const PLANTS = [
  {
    name: 'a value of an object',
    path: OBJECT,
    edit: changed(() => ({ data: { key: 'other' } })),
    shows: 'data › key',
  },
  {
    name: 'a label of an object',
    path: OBJECT,
    edit: withMetadata({ labels: { planted: 'yes' } }),
    shows: 'labels › planted',
  },
  {
    name: 'a manager of fields',
    path: OBJECT,
    edit: withMetadata({ annotations: { planted: 'yes' } }),
    shows: 'managedFields',
  },
  {
    name: 'a description of a release',
    path: RELEASE,
    edit: withRelease(text => text.replace('Install complete', 'Installed')),
    shows: 'release › info › description',
  },
  {
    name: 'the order of keys of a release',
    path: RELEASE,
    edit: withRelease(text => {
      const { name, ...rest } = JSON.parse(text);
      return JSON.stringify({ ...rest, name });
    }),
    shows: 'raw',
  },
  {
    name: 'an object that is gone',
    path: OBJECT,
    edit: undefined,
    shows: 'object ConfigMap <ns>/one',
  },
];

/**
 * Compares helm with itself and changes one thing after the first step each
 * time: what does the judge not see?
 */
export async function findPlants(judge) {
  const missed = await Promise.all(
    PLANTS.map(async ({ name, path, edit, shows }, index) => {
      const tamper = async ({ namespace }) => {
        const own = path.replaceAll('@ns@', namespace);
        const object = await judge.cluster.get(own);
        const { status, body } = edit
          ? await judge.cluster.send('PUT', own, edit(object))
          : await judge.cluster.send('DELETE', own);
        if (status !== 200) throw new Error(`${name}: ${status} ${body}`);
      };
      const number = FIRST_NUMBER + index;
      const found = await runScenario(judge, PLANTED_IN, number, tamper);
      return found.some(({ text }) => text.includes(shows)) ? [] : [name];
    }),
  );
  return missed.flat();
}
