import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import { operatorStatus } from './shared';

const reconciler = t.object('Objects of one kind.', {
  apiVersion: t.string('apiVersion of the kind.'),
  kind: t.string('The kind.'),
  stats: t.optional(
    t.object('How the objects are.', {
      failing: t.integer('Objects that are not ready.'),
      running: t.integer('Objects that are not suspended.'),
      suspended: t.integer('Objects that are suspended.'),
      totalSize: t.optional(t.string('Size of all artifacts: 1.5 MiB.')),
    }),
  ),
});

const spec = t.object('How Flux is.', {
  cluster: t.optional(
    t.object('The cluster.', {
      nodes: t.optional(t.integer('Number of nodes.')),
      platform: t.string('Platform of the API server: linux/amd64.'),
      serverVersion: t.string('Version of the API server.'),
    }),
  ),
  components: t.optional(
    t.array(
      'The controllers.',
      t.object('A controller.', {
        image: t.string('Image that it runs.'),
        name: t.string('Name of its Deployment.'),
        ready: t.boolean('Whether its Deployment is ready.'),
        status: t.string('Why, or why not.'),
      }),
    ),
  ),
  distribution: t.object('The installation of Flux.', {
    entitlement: t.string('Whether there is a contract for it.'),
    managedBy: t.optional(t.string('Who installed it.')),
    status: t.string('Installed, or not.'),
    version: t.optional(t.string('Version of Flux.')),
  }),
  operator: t.optional(
    t.object('The operator that writes the report.', {
      apiVersion: t.string('apiVersion of its kinds.'),
      platform: t.string('Platform that it runs on: linux/amd64.'),
      version: t.string('Its version.'),
    }),
  ),
  reconcilers: t.optional(
    t.array('Numbers of objects, one entry for each kind.', reconciler),
  ),
  sync: t.optional(
    t.object('The Kustomization that Flux starts from.', {
      id: t.string('Its name: kustomization/flux-system.'),
      path: t.optional(t.string('Its spec.path.')),
      ready: t.boolean('Whether it is ready.'),
      source: t.optional(t.string('Address of its source.')),
      status: t.string('Why, or why not.'),
    }),
  ),
});

const status = t.object('State of the report itself.', operatorStatus);

/** FluxReport: how Flux is on a cluster; there is one, named flux. */
export const fluxReportKind = defineKind({
  group: 'fluxcd.controlplane.io',
  version: 'v1',
  kind: 'FluxReport',
  plural: 'fluxreports',
  singular: 'fluxreport',
  shortNames: [],
  categories: ['fluxcd'],
  component: 'flux-operator',
  description:
    'How Flux is on a cluster, written by the operator; there is one, and it is named flux.',
  printerColumns: [
    textColumn('Entitlement', '.spec.distribution.entitlement', 10),
    AGE_COLUMN,
    ...READY_COLUMNS,
    textColumn(
      'LastUpdated',
      '.status.conditions[?(@.type=="Ready")].lastTransitionTime',
    ),
  ],
  spec,
  status,
  rules: [
    {
      rule: "self.metadata.name == 'flux'",
      message: "a FluxReport is named 'flux'",
    },
  ],
  deprecatedVersions: [],
});

/** An object of kind FluxReport. */
export type FluxReport = ObjectOf<typeof fluxReportKind>;
/** `spec` of a FluxReport. */
export type FluxReportSpec = FluxReport['spec'];
/** `status` of a FluxReport. */
export type FluxReportStatus = NonNullable<FluxReport['status']>;
