import { KubeConfig } from '@kubernetes/client-node';
import { writeFileSync } from 'fs';
import type { RequestOptions } from 'https';
import type { FaultProxy, Upstream } from './FaultProxy';

const text = (value: unknown) =>
  value === undefined ? undefined : String(value);

/** How to reach the server of a kubeconfig. */
export async function readUpstream(kubeconfig: string): Promise<Upstream> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return {
    url: config.getCurrentCluster()?.server ?? '',
    ca: text(options.ca),
    cert: text(options.cert),
    key: text(options.key),
    token: config.getCurrentUser()?.token,
  };
}

/** Writes a kubeconfig for the proxy, whose token is read from a file. */
export function writeKubeconfig(
  file: string,
  proxy: FaultProxy,
  tokenFile: string,
): void {
  writeFileSync(tokenFile, proxy.token);
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'proxy',
          cluster: { server: proxy.url, 'insecure-skip-tls-verify': true },
        },
      ],
      users: [
        {
          name: 'controllers',
          user: {
            'auth-provider': { name: 'tokenFile', config: { tokenFile } },
          },
        },
      ],
      contexts: [
        { name: 'proxy', context: { cluster: 'proxy', user: 'controllers' } },
      ],
      'current-context': 'proxy',
    }),
  );
}
