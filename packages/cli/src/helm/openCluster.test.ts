/** @jest-environment node */
import { parseFlags } from '../flags';
import { RENDER_FLAGS } from './flags/commonFlags';
import { openCluster } from './openCluster';

const VERSION = { method: 'GET', path: '/version' } as const;

describe('openCluster', () => {
  it.each([
    [[], ':8080'],
    [['--kube-apiserver', 'https://127.0.0.1:1'], '127.0.0.1:1'],
  ])('takes an empty kubeconfig as kubectl does: %j', async (words, host) => {
    const flags = ['--kubeconfig', '/dev/null', ...words];
    const cluster = openCluster(parseFlags(flags, RENDER_FLAGS), {
      cwd: '/',
      env: {},
    });
    await expect(cluster.client.request(VERSION)).rejects.toThrow(host);
    await cluster.close();
  });
});
