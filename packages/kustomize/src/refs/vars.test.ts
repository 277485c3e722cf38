import { built, failureOf } from '../testing/build';

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  clusterIP: 10.0.0.1\n  ports:\n  - port: 80\n  flag: true\n';
const VARS =
  'vars:\n- name: NAME\n  objref: {apiVersion: v1, kind: Service, name: s}\n- name: PORT\n  objref: {apiVersion: v1, kind: Service, name: s}\n  fieldref: {fieldPath: "spec.ports[0].port"}\n';

async function argument(text: string, vars = VARS): Promise<string> {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - args:\n    - ${text}\n    name: c\n`;
  const yaml = await built(`resources: [o.yaml]\nnamePrefix: p-\n${vars}`, {
    'o.yaml': `${SERVICE}---\n${pod}`,
  });
  return /args:\n +- (.*)/.exec(yaml)![1];
}

describe('a var', () => {
  it.each([
    ['$(NAME)', 'p-s'],
    ['http://$(NAME):$(PORT)/', 'http://p-s:80/'],
    ['$(PORT)', '80'],
    ['$$(NAME)', '$(NAME)'],
    ['$$$(NAME)', '$p-s'],
    ['$(OTHER)', '$(OTHER)'],
    ['$(NAME', '$(NAME'],
    ['$NAME', '$NAME'],
    ['$(NAME)$(NAME)', 'p-sp-s'],
    ['a$', 'a$'],
  ])('in %s gives %s', async (text, expected) => {
    expect(await argument(text)).toBe(expected);
  });

  it.each([
    [
      'vars: [{name: A, objref: {apiVersion: v1, kind: Service, name: none}}]\n',
      'cannot be mapped to a field in the set of known resources',
    ],
    [
      'vars: [{name: A, objref: {apiVersion: v1, kind: Service, name: s}, fieldref: {fieldPath: spec.none}}]\n',
      'specified in var',
    ],
    [
      'vars:\n- {name: A, objref: {apiVersion: v1, kind: Service, name: s}}\n- {name: A, objref: {apiVersion: v1, kind: Service, name: s}}\n',
      "var 'A' already encountered",
    ],
  ])('is refused: %s', async (vars, message) => {
    const files = {
      'o.yaml': `${SERVICE}---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, args: [$(A)]}]}\n`,
    };
    expect(await failureOf(`resources: [o.yaml]\n${vars}`, files)).toContain(
      message,
    );
  });
});
