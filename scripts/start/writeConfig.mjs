import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** The `kubernetes:` section for the embedded cluster. */
function demoSection({ url, caData, token }) {
  return {
    serviceLocatorMethod: { type: 'multiTenant' },
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: [
          {
            name: 'demo',
            url,
            authProvider: 'serviceAccount',
            serviceAccountToken: token,
            caData,
          },
        ],
      },
    ],
  };
}

/**
 * Writes what only this run knows: addresses, folders, the demo cluster.
 * @returns the file, to be given to the backend after the others
 */
export function writeConfig({ folder, baseUrl, port, choice, demo }) {
  const file = join(folder, 'app-config.yaml');
  const config = {
    app: { baseUrl },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port },
      // The second is that of the app with hot reload, see docs/portal.md.
      cors: { origin: [...new Set([baseUrl, 'http://localhost:3000'])] },
      database: {
        client: 'better-sqlite3',
        connection: { directory: join(folder, 'database') },
      },
    },
    gitops: {
      ...(choice === 'kubeconfig' && {
        kubeconfig: { path: process.env.KUBECONFIG || undefined },
      }),
      controllers: { storage: { path: join(folder, 'artifacts') } },
    },
    ...(demo && { kubernetes: demoSection(demo) }),
  };
  writeFileSync(
    file,
    `# Written by npm start; holds the demo cluster's token.\n${stringify(
      config,
    )}`,
    { mode: 0o600 },
  );
  return file;
}
