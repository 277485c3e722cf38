import { ConfigReader } from '@backstage/config';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateKubeconfig } from './kubeconfigLocator';

describe('locateKubeconfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  const path = join(folder, 'config');
  beforeAll(() =>
    writeFileSync(
      path,
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'https://c:1' } }],
        users: [{ name: 'u', user: { token: 't' } }],
        contexts: [
          { name: 'here', context: { cluster: 'c', user: 'u' } },
          { name: 'there', context: { cluster: 'c', user: 'u' } },
        ],
        'current-context': 'here',
      }),
    ),
  );
  afterAll(() => rmSync(folder, { recursive: true }));

  const locate = (kubeconfig?: Record<string, string>) =>
    locateKubeconfig(new ConfigReader({ gitops: { kubeconfig } }));

  it('gives nothing when there is no section', () => {
    expect(locate()).toEqual([]);
  });

  it.each([
    [{}, 'here'],
    [{ context: 'there' }, 'there'],
    [{ context: 'there', name: 'laptop' }, 'laptop'],
  ])('names the cluster of %j "%s"', (section, name) => {
    const [cluster] = locate({ path, ...section });
    expect(cluster).toMatchObject({ name, source: 'kubeconfig' });
    expect(cluster.mode).toBeUndefined();
    if (cluster.target.type !== 'kubeconfig') throw new Error('no kubeconfig');
    expect(cluster.target.kubeConfig.getCurrentUser()?.token).toBe('t');
  });

  it('takes the mode of the section', () => {
    expect(locate({ path, controllers: 'run' })[0].mode).toEqual({
      controllers: 'run',
    });
  });

  it.each([
    [{ path: '/nowhere' }, 'kubeconfig', /ENOENT/],
    [{ context: 'elsewhere' }, 'elsewhere', /"elsewhere" names no cluster/],
  ])('keeps %j as a problem', (section, name, message) => {
    const [cluster] = locate({ path, ...section });
    expect(cluster.name).toBe(name);
    expect(cluster.target).toMatchObject({
      problem: {
        code: 'invalid-entry',
        message: expect.stringMatching(message),
      },
    });
  });
});
