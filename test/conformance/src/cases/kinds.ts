import { KINDS } from '@backstage-gitops/plugin-gitops-common';
import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';
import type { ApiObject } from '../Api';
import { corpus } from '../corpus/corpus';
import expected from '../corpus/expected.json';
import { installKind } from '../corpus/installKind';
import { recordVerdicts } from '../corpus/recordVerdicts';
import type { CorpusObject } from '../corpus/types';
import { verdictOf } from '../corpus/verdict';
import type { Verdict, Verdicts } from '../corpus/verdict';
import { expectEqual, expectStatus } from '../expect';
import type { ConformanceCase, Target } from '../Target';

const EXPECTED: Readonly<Record<string, Verdicts>> = expected;
const IS_RECORDING = process.env.RECORD_CORPUS === '1';

async function send(
  { api, namespace }: Target,
  { plural }: KindDefinition,
  { object }: CorpusObject,
): Promise<Verdict> {
  const path = `/apis/${object.apiVersion}/namespaces/${namespace}/${plural}`;
  // JSON drops undefined fields, as the request does
  const sent = JSON.parse(JSON.stringify(object)) as ApiObject;
  return verdictOf(sent, await api.post(`${path}?dryRun=All`, sent));
}

const corpusCases = corpus.map(
  ({ kind, objects }): ConformanceCase => ({
    name: `objects of kind ${kind.kind} are accepted and refused as recorded`,
    async run(target) {
      await installKind(target, kind);
      const verdicts: Record<string, Verdict> = {};
      for (const item of objects) {
        verdicts[item.name] = await send(target, kind, item);
      }
      if (IS_RECORDING && target.name === 'control-plane') {
        recordVerdicts(kind.kind, verdicts);
        return;
      }
      expectEqual(verdicts, EXPECTED[kind.kind], kind.kind);
    },
  }),
);

const tableCase: ConformanceCase = {
  name: 'kubectl knows the short names and categories of every kind',
  async run(target) {
    for (const kind of KINDS) {
      await installKind(target, kind);
    }
    await target.eventually('kubectl finds every short name', async () => {
      const text = await target.kubectl([
        'api-resources',
        '--cached=false',
        '--categories=fluxcd',
        '--no-headers',
      ]);
      const rows = text.trim().split('\n');
      return KINDS.every(({ plural, group, shortNames }) =>
        rows.some(
          row =>
            row.startsWith(`${plural} `) &&
            row.includes(` ${group}/`) &&
            row.includes(` ${shortNames.join(',')}`),
        ),
      );
    });
  },
};

const transitionCase: ConformanceCase = {
  name: 'the name of the sync of a FluxInstance never changes',
  async run(target) {
    const kind = KINDS.find(item => item.kind === 'FluxInstance');
    if (!kind) {
      throw new Error('there is no FluxInstance');
    }
    await installKind(target, kind);
    const { api, namespace } = target;
    const path = `/apis/${kind.group}/${kind.version}/namespaces/${namespace}/${kind.plural}`;
    const sync = { kind: 'Bucket', path: '.', ref: 'a', url: 'https://a' };
    const created = await api.post(path, {
      apiVersion: `${kind.group}/${kind.version}`,
      kind: kind.kind,
      metadata: { name: 'flux' },
      spec: {
        distribution: { version: '2.x', registry: 'a' },
        sync: { ...sync, name: 'a' },
      },
    });
    expectStatus(created, 201, 'create');
    const renamed = await api.patch('merge', `${path}/flux`, {
      spec: { sync: { name: 'b' } },
    });
    expectEqual(
      verdictOf({}, renamed),
      '422 Invalid: FieldValueInvalid spec.sync.name',
      'rename',
    );
    await api.delete(`${path}/flux`);
  },
};

const storedCase: ConformanceCase = {
  name: 'an object of an earlier version is stored and read in the current one',
  async run(target) {
    const kind = KINDS.find(item => item.kind === 'GitRepository');
    if (!kind) {
      throw new Error('there is no GitRepository');
    }
    await installKind(target, kind);
    const { api, namespace } = target;
    const path = (version: string) =>
      `/apis/${kind.group}/${version}/namespaces/${namespace}/${kind.plural}`;
    const created = await api.post(path('v1beta2'), {
      apiVersion: `${kind.group}/v1beta2`,
      kind: kind.kind,
      metadata: { name: 'app' },
      spec: { url: 'https://a', interval: '1m', gitImplementation: 'go-git' },
    });
    expectStatus(created, 201, 'create');
    const { body } = await api.get(`${path('v1')}/app`);
    expectEqual(body.apiVersion, `${kind.group}/v1`, 'apiVersion');
    expectEqual(
      body.spec,
      { url: 'https://a', interval: '1m', timeout: '60s' },
      'spec',
    );
  },
};

/** CRDs of all kinds, and what they make of good and bad objects. */
export const kindCases: readonly ConformanceCase[] = [
  tableCase,
  ...corpusCases,
  transitionCase,
  storedCase,
];
