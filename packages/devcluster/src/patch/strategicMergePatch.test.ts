import { builtinSchema } from '../schema/builtinSchemas';
import { strategicMergePatch } from './strategicMergePatch';

const schema = builtinSchema('apps', 'v1', 'Deployment')!;
const pod = (containers: unknown[]) => ({
  spec: { template: { spec: { containers } } },
});

describe('strategicMergePatch', () => {
  it('merges list items by their merge key', () => {
    const target = pod([
      { name: 'a', image: '1' },
      { name: 'b', image: '1' },
    ]);
    expect(
      strategicMergePatch(schema, target, pod([{ name: 'b', image: '2' }])),
    ).toEqual(
      pod([
        { name: 'a', image: '1' },
        { name: 'b', image: '2' },
      ]),
    );
  });

  it('removes an item that the patch marks', () => {
    const target = pod([
      { name: 'a', image: '1' },
      { name: 'b', image: '1' },
    ]);
    expect(
      strategicMergePatch(
        schema,
        target,
        pod([{ name: 'a', $patch: 'delete' }]),
      ),
    ).toEqual(pod([{ name: 'b', image: '1' }]));
  });

  it('replaces a map that the patch marks', () => {
    const target = { spec: { selector: { matchLabels: { a: '1' } } } };
    const patch = {
      spec: { selector: { $patch: 'replace', matchLabels: { b: '2' } } },
    };
    expect(strategicMergePatch(schema, target, patch)).toEqual({
      spec: { selector: { matchLabels: { b: '2' } } },
    });
  });

  it('keeps only the retained keys', () => {
    const target = {
      spec: {
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
      },
    };
    const patch = {
      spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
    };
    expect(strategicMergePatch(schema, target, patch)).toEqual({
      spec: { strategy: { type: 'Recreate' } },
    });
  });

  it('refuses an item without its key', () => {
    expect(() =>
      strategicMergePatch(schema, pod([]), pod([{ image: '2' }])),
    ).toThrow('does not contain declared merge key: name');
  });
});
