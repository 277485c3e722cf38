import { built, failureOf } from '../testing/build';

const MAP =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels:\n    a: b\n  name: m\n';

/** Files with a validator that would set a label on objects of one kind. */
const files = (label: string, kind: string) => ({
  'm.yaml': MAP,
  'v.yaml': `apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: v}\nlabels: {a: ${label}}\nfieldSpecs:\n- {path: metadata/labels, create: true, kind: ${kind}}\n`,
});
const TEXT = 'resources: [m.yaml]\nvalidators: [v.yaml]\n';

describe('a validator', () => {
  it('that touches nothing lets the build pass', async () => {
    expect(await built(TEXT, files('other', 'Secret'))).toBe(MAP);
  });

  // kustomize compares the trees, not what they say.
  it.each(['other', 'b'])('that sets a label to %s is refused', async label => {
    expect(await failureOf(TEXT, files(label, 'ConfigMap'))).toContain(
      "validator shouldn't modify the resource map",
    );
  });
});
