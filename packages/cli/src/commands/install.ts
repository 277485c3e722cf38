import { KubeClient } from '@backstage-gitops/kube';
import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import type { Manifest } from '@backstage-gitops/plugin-gitops-common';
import { CONTROLLERS } from '@backstage-gitops/plugin-gitops-controllers';
import { parseArgs } from 'util';
import type { Command, CommandIo } from '../command';
import { loadKubeConfig } from '../kubeConfig';
import { toYaml } from '../yaml';

const HELP = `Usage: gitops install [--export] [--kubeconfig FILE] [--context NAME] [--namespace N]

Applies the namespace, the CustomResourceDefinitions and the RBAC rules that the
controllers need, or prints them as YAML with --export. Safe to repeat.
`;

/** Owner of the applied fields: the same as of \`flux install\`. */
const FIELD_MANAGER = 'flux';
const ESTABLISH_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

async function waitEstablished(
  client: KubeClient,
  crd: Manifest,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + ESTABLISH_TIMEOUT_MS;
  for (;;) {
    const live = await client.get<UnstructuredObject>(crd, crd.metadata, {
      signal,
    });
    const status = live.status as
      | { conditions?: { type: string; status: string }[] }
      | undefined;
    const isEstablished = status?.conditions?.some(
      ({ type, status: value }) => type === 'Established' && value === 'True',
    );
    if (isEstablished) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`${crd.metadata.name} was not established in time`);
    }
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

async function applyAll(
  client: KubeClient,
  manifests: readonly Manifest[],
  io: CommandIo,
): Promise<void> {
  for (const manifest of manifests) {
    await client.apply(manifest as unknown as KubeObject, {
      fieldManager: FIELD_MANAGER,
      force: true,
      signal: io.signal,
    });
    io.stdout.write(`${manifest.kind}/${manifest.metadata.name} applied\n`);
  }
  const crds = manifests.filter(
    ({ kind }) => kind === 'CustomResourceDefinition',
  );
  await Promise.all(crds.map(crd => waitEstablished(client, crd, io.signal)));
}

async function run(argv: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      export: { type: 'boolean', default: false },
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      namespace: { type: 'string', default: 'flux-system' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  const manifests = installManifests(
    values.namespace,
    CONTROLLERS.flatMap(({ rbac = [] }) => rbac),
  );
  if (values.export) {
    for (const manifest of manifests) {
      io.stdout.write(`---\n${toYaml(manifest)}`);
    }
    return 0;
  }
  const kubeConfig = loadKubeConfig(values, io);
  const client = KubeClient.fromKubeConfig(kubeConfig);
  try {
    await applyAll(client, manifests, io);
  } finally {
    await client.close();
  }
  return 0;
}

/** `gitops install`: prepares a cluster for the controllers. */
export const command: Command = {
  name: 'install',
  summary: 'Write CRDs, namespace and RBAC to a cluster, or as YAML',
  run,
};
