import { built, valuesOf } from '../testing/build';

const NEW = `sha256:${'1'.repeat(64)}`;
const OLD = `sha256:${'0'.repeat(64)}`;

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - image: ${image}\n    name: c\n`;

async function change(image: string, setting: string): Promise<string> {
  const text = `resources: [o.yaml]\nimages: [${setting}]\n`;
  const [result] = valuesOf(
    await built(text, { 'o.yaml': pod(image) }),
    'image',
  );
  return result;
}

// The suffix of a tag comes twice: the two passes over images both add it.
describe('an image', () => {
  it.each([
    ['nginx', '{name: nginx, newTag: "2"}', 'nginx:2'],
    ['nginx:1', '{name: nginx, newName: my/nginx}', 'my/nginx:1'],
    ['nginx', '{name: nginx, newName: my/nginx}', 'my/nginx'],
    ['nginx:1', '{name: nginx, newName: new, newTag: v2}', 'new:v2'],
    ['nginx:1', `{name: nginx, digest: "${NEW}"}`, `nginx@${NEW}`],
    [`nginx@${OLD}`, '{name: nginx, newTag: "2"}', 'nginx:2'],
    [`nginx@${OLD}`, '{name: nginx, newName: new}', `new@${OLD}`],
    [`nginx:1@${OLD}`, '{name: nginx, newName: new}', `new:1@${OLD}`],
    [`nginx:1@${OLD}`, `{name: nginx, digest: "${NEW}"}`, `nginx@${NEW}`],
    [
      `nginx:1`,
      `{name: nginx, newTag: "2", digest: "${NEW}"}`,
      `nginx:2@${NEW}`,
    ],
    [
      'host:5000/nginx',
      '{name: "host:5000/nginx", newTag: "2"}',
      'host:5000/nginx:2',
    ],
    [
      'host:5000/nginx:1',
      '{name: "host:5000/nginx", newTag: "2"}',
      'host:5000/nginx:2',
    ],
    [
      'host:5000/nginx:1',
      '{name: "host:5000/nginx", newName: "h:1/n"}',
      'h:1/n:1',
    ],
    [
      'nginx:1',
      '{name: nginx, newName: "h:5000/nginx", newTag: "2"}',
      'h:5000/nginx:2',
    ],
    ['nginx:1', '{name: nginx, tagSuffix: -x}', 'nginx:1-x-x'],
    ['nginx:1', '{name: nginx, newTag: "2", tagSuffix: -x}', 'nginx:2'],
    ['nginx', '{name: nginx, tagSuffix: -x}', 'nginx:-x-x'],
  ])('%s with %s becomes %s', async (image, setting, expected) => {
    expect(await change(image, setting)).toBe(expected);
  });

  it.each([
    ['nginx-extra:1', 'nginx'],
    ['docker.io/nginx:1', 'nginx'],
    ['nginx/nginx:1', 'nginx'],
    ['nginx:1', 'NGINX'],
    ['host:5000/nginx:1', 'host'],
  ])('%s is not %s', async (image, name) => {
    expect(await change(image, `{name: "${name}", newTag: "9"}`)).toBe(image);
  });
});

describe('images', () => {
  it('are named by a pattern', async () => {
    const setting = '{name: "my.[a-z]*", newTag: "9"}';
    expect(await change('myxnginx:1', setting)).toBe('myxnginx:9');
  });

  it('are found in all containers of a template, and in any kind that has such a list', async () => {
    const spec =
      'containers: [{name: a, image: x}]\n      initContainers: [{name: b, image: x}]\n      ephemeralContainers: [{name: c, image: x}]\n';
    const text = await built(
      'resources: [o.yaml]\nimages: [{name: x, newTag: "1"}]\n',
      {
        'o.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  template:\n    spec:\n      ${spec}---\napiVersion: example.com/v1\nkind: Robot\nmetadata: {name: r}\nspec:\n  arms:\n      ${spec}  image: x\n`,
      },
    );
    expect(valuesOf(text, 'image')).toEqual([
      'x:1',
      'x',
      'x:1',
      'x:1',
      'x',
      'x:1',
      'x',
    ]);
  });

  it('are changed by each setting in turn', async () => {
    expect(
      await change('a:1', '{name: a, newName: b}, {name: b, newTag: "2"}'),
    ).toBe('b:2');
  });
});
