import type { Statement } from '@backstage-gitops/plugin-gitops-common';
import { statementExamples } from '../__testUtils__/statements';
import { textsIn } from '../__testUtils__/textsIn';
import type { Texts } from '../hooks';

describe.each(['en', 'de'] as const)('statements in %s', language => {
  let texts: Texts;
  beforeAll(async () => {
    texts = await textsIn(language);
  });

  it.each(statementExamples.map(example => [example.code, example] as const))(
    'word %s with its parameters',
    (_code, statement) => {
      const sentence = texts.word(statement);
      expect(sentence).not.toMatch(/statement\.|undefined|\[object/);
      expect(sentence.replace('{{1}}', '')).not.toContain('{{');
    },
  );
});

const withMessage = statementExamples.filter(
  // What a dependency waits for is in a statement of its own.
  ({ code, params }) => 'message' in params && code !== 'dependencyNotReady',
);

describe('statements', () => {
  let english: Texts;
  let german: Texts;
  beforeAll(async () => {
    english = await textsIn('en');
    german = await textsIn('de');
  });

  it.each<[Statement, string, string]>([
    [
      { code: 'appliesRevision', params: { revision: 'main@sha1:a1b2c3d4e5' } },
      'Runs main @ a1b2c3d.',
      'Führt main @ a1b2c3d aus.',
    ],
    [
      {
        code: 'buildFailed',
        params: { file: 'service.yaml', line: 7, message: 'bad indent' },
      },
      'The manifests cannot be built: service.yaml, line 7: bad indent',
      'Die Manifeste lassen sich nicht bauen: service.yaml, Zeile 7: bad indent',
    ],
    [
      {
        code: 'unhealthy',
        params: {
          objects: [{ object: 'Deployment/apps/web', health: 'InProgress' }],
        },
      },
      'Applied, but Deployment apps/web is in progress.',
      'Angewendet, aber Deployment apps/web ist in Arbeit.',
    ],
    [
      {
        code: 'permissionMissing',
        params: {
          permission: 'gitops.read',
          entityRef: 'component:default/web',
          owners: [],
        },
      },
      'You need the permission gitops.read on component:default/web, which nobody owns.',
      'Es fehlt die Berechtigung gitops.read für component:default/web; die Entität gehört niemandem.',
    ],
    [
      { code: 'clusterNotAnswering', params: { message: '' } },
      'The cluster has not answered yet.',
      'Der Cluster hat noch nicht geantwortet.',
    ],
  ])('%j', (statement, inEnglish, inGerman) => {
    expect(english.word(statement)).toBe(inEnglish);
    expect(german.word(statement)).toBe(inGerman);
  });

  it.each(withMessage.map(example => [example.code, example] as const))(
    '%s ends with the message as it is',
    (_code, statement) => {
      expect(english.word(statement)).toMatch(/[\w)]: exit status \{\{1\}\}$/);
    },
  );

  it('name no more than three objects that are not healthy', () => {
    const objects = ['a', 'b', 'c', 'd'].map(name => ({
      object: `Pod/apps/${name}`,
      health: 'Failed' as const,
    }));
    expect(english.word({ code: 'unhealthy', params: { objects } })).toBe(
      'Applied, but 4 objects are not healthy: Pod apps/a (failing), Pod apps/b (failing), Pod apps/c (failing), ….',
    );
  });

  it('that a newer backend has sent show what the controller wrote', () => {
    const statement = { code: 'toString', params: {} } as unknown as Statement;
    const raw = { reason: 'NewReason', message: 'new text' };
    expect(english.word(statement, raw)).toBe('NewReason: new text');
    expect(english.word(statement)).toContain('“toString”');
  });
});
