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
 * The cluster that `npm start` brings gets the mode `run`, unless app-config
 * chooses another for it.
 */
function modes({ choice, demo, chosen }) {
  const clusters = chosen.clusters ?? [];
  const isChosen = clusters.some(({ name }) => name === 'demo');
  const run = { name: 'demo', controllers: 'run' };
  return {
    ...(choice === 'kubeconfig' && {
      kubeconfig: {
        path: process.env.KUBECONFIG || undefined,
        controllers: chosen.kubeconfig?.controllers ?? 'run',
      },
    }),
    ...(demo && !isChosen && { clusters: [...clusters, run] }),
  };
}

/**
 * Writes what only this run knows: addresses, folders, the demo cluster.
 * @param options.chosen - modes that app-config chooses, see readModes
 * @returns the file, to be given to the backend after the others
 */
export function writeConfig({ folder, baseUrl, port, choice, demo, chosen }) {
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
      ...modes({ choice, demo, chosen }),
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
