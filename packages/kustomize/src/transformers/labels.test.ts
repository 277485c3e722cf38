import { built } from '../testing/build';

const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: o\nspec:\n  selector:\n    matchLabels:\n      app: x\n  template:\n    metadata:\n      labels:\n        app: x\n';

/** The lines of `a: b`, each by its indentation. */
async function indentations(text: string, object: string): Promise<number[]> {
  const yaml = await built(`resources: [o.yaml]\n${text}`, {
    'o.yaml': object,
  });
  return [...yaml.matchAll(/^( *)a: b$/gm)].map(match => match[1].length);
}

/** Depths of metadata.labels, spec.selector, spec.selector.matchLabels and the template. */
const [META, SELECTOR, MATCH, TEMPLATE] = [4, 4, 6, 8];

describe('labels', () => {
  it.each([
    ['commonLabels: {a: b}\n', [META, MATCH, TEMPLATE]],
    ['labels: [{pairs: {a: b}}]\n', [META]],
    ['labels: [{pairs: {a: b}, includeTemplates: true}]\n', [META, TEMPLATE]],
    [
      'labels: [{pairs: {a: b}, includeSelectors: true}]\n',
      [META, MATCH, TEMPLATE],
    ],
    [
      'labels: [{pairs: {a: b}, includeSelectors: true, includeTemplates: true}]\n',
      [META, MATCH, TEMPLATE],
    ],
    ['commonAnnotations: {a: b}\n', [META, TEMPLATE]],
  ])('of a Deployment by %j', async (text, expected) => {
    expect(await indentations(text, DEPLOYMENT)).toEqual(expected);
  });

  it.each([
    ['v1', 'Service', 'spec: {}\n', [META, SELECTOR]],
    ['v1', 'Pod', 'spec: {}\n', [META]],
    ['apps/v1', 'StatefulSet', 'spec: {}\n', [META, MATCH, TEMPLATE]],
    ['apps/v1', 'DaemonSet', 'spec: {}\n', [META, MATCH, TEMPLATE]],
    ['batch/v1', 'Job', 'spec: {}\n', [META, TEMPLATE]],
    ['batch/v1', 'CronJob', 'spec: {}\n', [META, 8, 12]],
    ['policy/v1', 'PodDisruptionBudget', 'spec: {}\n', [META]],
    [
      'policy/v1',
      'PodDisruptionBudget',
      'spec: {selector: {matchLabels: {x: y}}}\n',
      [META, MATCH],
    ],
    [
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'spec:\n  podSelector:\n    matchLabels:\n      x: y\n',
      [META, MATCH],
    ],
    ['example.com/v1', 'Robot', 'spec: {}\n', [META]],
  ])('with selectors on %s %s', async (apiVersion, kind, spec, expected) => {
    const object = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: o\n${spec}`;
    expect(await indentations('commonLabels: {a: b}\n', object)).toEqual(
      expected,
    );
  });

  it('go where further fields say, which are made where that is asked for', async () => {
    const object =
      'apiVersion: example.com/v1\nkind: Robot\nmetadata:\n  name: o\nspec:\n  x: y\n';
    const text = (create: boolean) =>
      `labels:\n- pairs: {a: b}\n  fields:\n  - {path: spec/tags, kind: Robot, create: ${create}}\n`;
    expect(await indentations(text(true), object)).toEqual([META, META]);
    expect(await indentations(text(false), object)).toEqual([META]);
  });
});
