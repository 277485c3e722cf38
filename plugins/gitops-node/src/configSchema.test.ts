import { loadConfigSchema } from '@backstage/config-loader';
import type { JsonObject } from '@backstage/types';
import { resolve } from 'node:path';

/** Faults that the schema of this package finds in a `gitops` section. */
async function faultsOf(gitops: JsonObject): Promise<string[]> {
  const schema = await loadConfigSchema({
    dependencies: [],
    packagePaths: [resolve(__dirname, '..', 'package.json')],
  });
  try {
    schema.process([{ context: 'test', data: { gitops } }]);
    return [];
  } catch (error) {
    const { messages } = error as { messages: string[] };
    return messages.filter(message => message.includes('/gitops'));
  }
}

describe('config.d.ts', () => {
  it('knows the modes of clusters', async () => {
    expect(
      await faultsOf({
        kubeconfig: { path: '/x', context: 'c', name: 'n', controllers: 'run' },
        clusters: [{ name: 'a', controllers: 'observe' }, { name: 'b' }],
      }),
    ).toEqual([]);
  });

  it('finds a mode that does not exist, and an entry without a name', async () => {
    expect(
      await faultsOf({ clusters: [{ name: 'a', controllers: 'off' }, {}] }),
    ).toEqual([
      expect.stringContaining('/gitops/clusters/0/controllers'),
      expect.stringContaining("required property 'name'"),
    ]);
  });
});
