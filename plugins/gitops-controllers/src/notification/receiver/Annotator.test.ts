/** @jest-environment node */
import type { KubeClient } from '@backstage-gitops/kube';
import { Annotator } from './Annotator';

const TYPE = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'Bucket' };
const KEY = { namespace: 'apps', name: 'a' };

/** A client whose writes end when the test says so. */
function createClient() {
  const writes: { readonly name: string; end(error?: Error): void }[] = [];
  const client = {
    patch: (_: unknown, { name }: { name: string }) =>
      new Promise<void>((resolve, reject) => {
        writes.push({
          name,
          end: error => (error ? reject(error) : resolve()),
        });
      }),
  } as unknown as KubeClient;
  return { client, writes };
}

const settle = () => new Promise(resolve => setTimeout(resolve, 20));

describe('NC-23 requests for one object', () => {
  it('share the write that follows the one that runs', async () => {
    const { client, writes } = createClient();
    const annotator = new Annotator({ client, minGapMs: 1 });
    const first = annotator.request(TYPE, KEY);
    const others = Array.from({ length: 50 }, () =>
      annotator.request(TYPE, KEY),
    );
    expect(writes).toHaveLength(1);
    writes[0].end();
    await first;
    await settle();
    expect(writes).toHaveLength(2);
    writes[1].end();
    await Promise.all(others);
    await settle();
    const later = annotator.request(TYPE, KEY);
    expect(writes).toHaveLength(3);
    writes[2].end();
    await later;
  });

  it('fail for those alone whose write fails', async () => {
    const { client, writes } = createClient();
    const annotator = new Annotator({ client, minGapMs: 1 });
    const first = annotator.request(TYPE, KEY);
    const second = annotator.request(TYPE, KEY);
    const other = annotator.request(TYPE, { ...KEY, name: 'b' });
    expect(writes.map(({ name }) => name)).toEqual(['a', 'b']);
    writes[0].end(new Error('refused'));
    writes[1].end();
    await expect(first).rejects.toThrow('refused');
    await other;
    await settle();
    writes[2].end();
    await second;
  });
});
