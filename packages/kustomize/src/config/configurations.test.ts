import { built, valuesOf } from '../testing/build';

const ROBOT =
  'apiVersion: example.com/v1\nkind: Robot\nmetadata:\n  name: r\nspec:\n  image: nginx:1\n  count: 1\n  owner: m\n  arms:\n  - tag: x\n';
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\n';

async function configured(
  configuration: string,
  text: string,
): Promise<string> {
  return built(`resources: [o.yaml]\nconfigurations: [c.yaml]\n${text}`, {
    'o.yaml': `${ROBOT}---\n${MAP}`,
    'c.yaml': configuration,
  });
}

describe('configurations', () => {
  it('add fields that hold an image', async () => {
    const yaml = await configured(
      'images:\n- {kind: Robot, path: spec/image}\n',
      'images: [{name: nginx, newTag: "2"}]\n',
    );
    expect(valuesOf(yaml, 'image')).toEqual(['nginx:2']);
  });

  it('add fields that count replicas', async () => {
    const yaml = await configured(
      'replicas:\n- {kind: Robot, path: spec/count}\n',
      'replicas: [{name: r, count: 4}]\n',
    );
    expect(valuesOf(yaml, 'count')).toEqual(['4']);
  });

  it('add fields that get labels, made only where that is asked for', async () => {
    const paths =
      '- {kind: Robot, path: spec/arms/labels, create: true}\n- {kind: Robot, path: spec/legs/labels}\n';
    const yaml = await configured(
      `commonLabels:\n${paths}`,
      'commonLabels: {a: b}\n',
    );
    expect(yaml).toContain('  arms:\n  - labels:\n      a: b\n    tag: x\n');
    expect(yaml).not.toContain('legs');
  });

  it('add fields that get the prefix and the namespace', async () => {
    const yaml = await configured(
      'namePrefix:\n- {kind: Robot, path: spec/owner}\nnamespace:\n- {kind: Robot, path: spec/place, create: true}\n',
      'namePrefix: p-\nnamespace: ns\n',
    );
    expect(valuesOf(yaml, 'owner')).toEqual(['p-m']);
    expect(valuesOf(yaml, 'place')).toEqual(['ns']);
  });

  it('name a version or group that must fit', async () => {
    const yaml = await configured(
      'images:\n- {group: other.com, kind: Robot, path: spec/image}\n- {version: v2, kind: Robot, path: spec/image}\n',
      'images: [{name: nginx, newTag: "2"}]\n',
    );
    expect(valuesOf(yaml, 'image')).toEqual(['nginx:1']);
  });

  it('add fields in which vars are replaced', async () => {
    const yaml = await built(
      'resources: [o.yaml]\nconfigurations: [c.yaml]\nvars: [{name: M, objref: {apiVersion: v1, kind: ConfigMap, name: m}}]\n',
      {
        'o.yaml': `${ROBOT.replace('tag: x', 'tag: $(M)')}---\n${MAP}`,
        'c.yaml': 'varReference:\n- {kind: Robot, path: spec/arms/tag}\n',
      },
    );
    expect(valuesOf(yaml, 'tag')).toEqual(['m']);
  });
});

describe('crds', () => {
  it('tell by their annotations which fields name a ConfigMap', async () => {
    const definition = {
      'com.example.v1.Robot': {
        Schema: {
          properties: {
            apiVersion: { type: 'string' },
            kind: { type: 'string' },
            metadata: { type: 'object' },
            spec: { $ref: 'com.example.v1.RobotSpec' },
          },
        },
      },
      'com.example.v1.RobotSpec': {
        Schema: {
          properties: {
            owner: {
              type: 'object',
              'x-kubernetes-object-ref-api-version': 'v1',
              'x-kubernetes-object-ref-kind': 'ConfigMap',
              'x-kubernetes-object-ref-name-key': 'name',
            },
          },
        },
      },
    };
    const yaml = await built(
      'resources: [o.yaml]\ncrds: [c.json]\nnamePrefix: p-\n',
      {
        'o.yaml': `${ROBOT.replace('owner: m', 'owner: {name: m}')}---\n${MAP}`,
        'c.json': JSON.stringify(definition),
      },
    );
    expect(valuesOf(yaml, 'name')).toEqual(['p-m', 'p-r', 'p-m']);
  });
});
