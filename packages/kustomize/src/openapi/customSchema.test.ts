import { built, failureOf } from '../testing/build';

const SCHEMA = JSON.stringify({
  definitions: {
    'v1.Robot': {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            arms: {
              type: 'array',
              items: { type: 'object' },
              'x-kubernetes-patch-merge-key': 'side',
              'x-kubernetes-patch-strategy': 'merge',
            },
          },
        },
      },
      'x-kubernetes-group-version-kind': [
        { group: 'example.com', version: 'v1', kind: 'Robot' },
      ],
    },
  },
});
const robot = (arms: string) =>
  `apiVersion: example.com/v1\nkind: Robot\nmetadata:\n  name: r\nspec:\n  arms:\n${arms}`;
const FILES = {
  'schema.json': SCHEMA,
  'o.yaml': robot(
    '  - side: left\n    size: 1\n  - side: right\n    size: 2\n',
  ),
  'p.yaml': robot('  - side: left\n    tool: saw\n'),
};

describe('openapi.path', () => {
  it('gives lists of a custom kind their keys', async () => {
    expect(
      await built(
        'resources: [o.yaml]\npatches: [{path: p.yaml}]\nopenapi: {path: schema.json}\n',
        FILES,
      ),
    ).toBe(
      robot(
        '  - side: left\n    size: 1\n    tool: saw\n  - side: right\n    size: 2\n',
      ),
    );
  });

  it('of a base counts in it where the overlay has none', async () => {
    const files = Object.fromEntries(
      Object.entries(FILES).map(([path, text]) => [`base/${path}`, text]),
    );
    const base =
      'resources: [o.yaml]\nopenapi: {path: schema.json}\npatches: [{path: p.yaml}]\n';
    expect(
      await built('resources: [base]\n', {
        ...files,
        'base/kustomization.yaml': base,
      }),
    ).toBe(
      robot(
        '  - side: left\n    size: 1\n    tool: saw\n  - side: right\n    size: 2\n',
      ),
    );
  });

  it.each([
    ['openapi: {path: none.json}\n', 'no such file or directory'],
    ['openapi: {path: schema.json, version: v1.21.2}\n', 'cannot use both'],
    [
      'openapi: {version: v1.0.0}\n',
      'the specified OpenAPI version is not built in',
    ],
  ])('%j is refused', async (text, message) => {
    expect(await failureOf(`resources: [o.yaml]\n${text}`, FILES)).toContain(
      message,
    );
  });
});
