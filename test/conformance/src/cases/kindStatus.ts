import { gitRepositoryKind } from '@backstage-gitops/plugin-gitops-common';
import type { ApiObject } from '../Api';
import { installKind } from '../corpus/installKind';
import { verdictOf } from '../corpus/verdict';
import { expectEqual, expectStatus } from '../expect';
import type { ConformanceCase } from '../Target';

const ready = {
  type: 'Ready',
  status: 'True',
  reason: 'Succeeded',
  message: '',
  lastTransitionTime: '2026-01-02T03:04:05Z',
};
const artifact = {
  digest: 'sha256:0123456789abcdef',
  lastUpdateTime: '2026-01-02T03:04:05Z',
  path: 'a/b.tar.gz',
  revision: 'main@sha1:a',
  url: 'http://host/a/b.tar.gz',
};
const condition = (changes: ApiObject) => ({
  conditions: [{ ...ready, ...changes }],
});
const stored = (changes: ApiObject) => ({
  artifact: { ...artifact, ...changes },
});
const at = 'status.conditions[0]';
const UNCHECKED = 'FieldValueInvalid <nil>';

/** A status to write, and how it is answered. */
const TABLE: readonly (readonly [ApiObject, string])[] = [
  [condition({}), '200'],
  [condition({ type: 'example.com/Ready' }), '200'],
  [condition({ observedGeneration: 0 }), '200'],
  [condition({ lastTransitionTime: '2026-01-02T03:04:05.678+01:00' }), '200'],
  [
    condition({ lastTransitionTime: '2026-01-02' }),
    `422 Invalid: ${UNCHECKED}; FieldValueTypeInvalid ${at}.lastTransitionTime`,
  ],
  [
    condition({ lastTransitionTime: '2026-13-02T03:04:05Z' }),
    `422 Invalid: ${UNCHECKED}; FieldValueTypeInvalid ${at}.lastTransitionTime`,
  ],
  [
    condition({ observedGeneration: -1 }),
    `422 Invalid: FieldValueInvalid ${at}.observedGeneration`,
  ],
  [
    condition({ observedGeneration: 1.5 }),
    `422 Invalid: ${UNCHECKED}; FieldValueInvalid status; FieldValueTypeInvalid ${at}.observedGeneration`,
  ],
  [
    condition({ reason: 'not a reason' }),
    `422 Invalid: FieldValueInvalid ${at}.reason`,
  ],
  [condition({ reason: '' }), `422 Invalid: FieldValueInvalid ${at}.reason`],
  [
    condition({ status: 'Maybe' }),
    `422 Invalid: ${UNCHECKED}; FieldValueNotSupported ${at}.status`,
  ],
  [
    condition({ message: 'a'.repeat(32769) }),
    `422 Invalid: ${UNCHECKED}; FieldValueTooLong ${at}.message`,
  ],
  [
    { conditions: [{ type: 'Ready' }] },
    `422 Invalid: ${UNCHECKED}; FieldValueRequired ${at}.lastTransitionTime; FieldValueRequired ${at}.message; FieldValueRequired ${at}.reason; FieldValueRequired ${at}.status`,
  ],
  [stored({ size: 9007199254740991 }), '200'],
  [stored({ metadata: { 'org.example/a.b': 'c' } }), '200'],
  [
    stored({ digest: 'sha256' }),
    '422 Invalid: FieldValueInvalid status.artifact.digest',
  ],
  [
    stored({ size: 'big' }),
    `422 Invalid: ${UNCHECKED}; FieldValueTypeInvalid status.artifact.size`,
  ],
  [{ observedGeneration: 3 }, '200'],
];

/** What controllers write is checked as strictly as what users write. */
export const kindStatusCases: readonly ConformanceCase[] = [
  {
    name: 'a status is checked against the schema of its kind',
    async run(target) {
      const { group, version, kind, plural } = gitRepositoryKind;
      await installKind(target, gitRepositoryKind);
      const { api, namespace } = target;
      const path = `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
      const created = await api.post(path, {
        apiVersion: `${group}/${version}`,
        kind,
        metadata: { name: 'app' },
        spec: { url: 'https://a', interval: '1m' },
      });
      expectStatus(created, 201, 'create');
      expectEqual(created.body.status, { observedGeneration: -1 }, 'default');
      const answers: string[] = [];
      for (const [status] of TABLE) {
        const reply = await api.patch(
          'merge',
          `${path}/app/status?dryRun=All`,
          { status },
        );
        answers.push(
          reply.status === 200 ? '200' : String(verdictOf({}, reply)),
        );
      }
      expectEqual(
        answers,
        TABLE.map(([, answer]) => answer),
        'answers',
      );
    },
  },
];
