import {
  helmReleaseKind,
  HELM_RELEASE_NAME_LABEL,
  HELM_RELEASE_NAMESPACE_LABEL,
  type Fact,
  type FactCode,
  type HelmRelease,
  type Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import { readInventory } from './readInventory';
import { readReleases } from './readReleases';
import { readTarget } from './readTarget';
import type { LocalObjectRef, Presenter, StatementRule } from './Presenter';

const SOURCE_GROUP = 'source.toolkit.fluxcd.io';

/** What the controller says in front of why an action has failed. */
const ACTION_PREFIX =
  /^Helm (?:install|upgrade|test|rollback|uninstall)[^:]* with chart [^:]+: /;

const actionFailed: StatementRule = message => ({
  code: 'applyFailed',
  params: { message: shorten(message.replace(ACTION_PREFIX, '')) },
});
const chartFailed: StatementRule = (message): Statement =>
  /not found$/.test(message)
    ? { code: 'sourceNotFound', params: {} }
    : { code: 'artifactFailed', params: { message: shorten(message) } };
const settingsInvalid: StatementRule = message => ({
  code: 'settingsInvalid',
  params: { message: shorten(message) },
});

/** Presenter of HelmRelease. */
export const helmReleasePresenter: Presenter<HelmRelease> = {
  definition: helmReleaseKind,
  role: 'applier',
  actions: [
    'reconcile',
    'reconcile-with-source',
    'force',
    'reset',
    'suspend',
    'resume',
  ],
  ownerLabels: {
    name: HELM_RELEASE_NAME_LABEL,
    namespace: HELM_RELEASE_NAMESPACE_LABEL,
  },
  secretFields: ['postRenderers.kustomize.patches.patch'],
  statements: {
    ArtifactFailed: chartFailed,
    ChartMutateError: chartFailed,
    SourceNotReady: () => ({ code: 'sourceNotStored', params: {} }),
    InstallFailed: actionFailed,
    UpgradeFailed: actionFailed,
    TestFailed: actionFailed,
    RollbackFailed: actionFailed,
    UninstallFailed: actionFailed,
    RetriesExceeded: actionFailed,
    MissingRollbackTarget: actionFailed,
    ValuesError: settingsInvalid,
  },

  facts: object => {
    const { metadata, spec, status } = object;
    const dependsOn = (spec.dependsOn ?? []).map(
      ({ namespace, name }) => `${namespace ?? metadata.namespace}/${name}`,
    );
    const [latest] = status?.history ?? [];
    const facts: [FactCode, string | undefined][] = [
      ['chart', chartOf(object)],
      ['version', versionOf(object)],
      [
        'release',
        latest && `${latest.namespace}/${latest.name}.v${latest.version}`,
      ],
      ['valuesDigest', latest?.configDigest],
      ['driftDetection', spec.driftDetection?.mode],
      ['targetNamespace', spec.targetNamespace],
      ['serviceAccount', spec.serviceAccountName],
      ['dependsOn', dependsOn.join(', ')],
    ];
    return facts.flatMap(([code, value]): Fact[] =>
      value ? [{ code, value }] : [],
    );
  },

  revision: ({ status }) => {
    const deployed = status?.history?.find(
      ({ status: state }) => state === 'deployed',
    );
    return {
      applied: deployed?.chartVersion,
      chart: deployed?.chartName,
      attempted: status?.lastAttemptedRevision,
      reachedAt: deployed?.lastDeployed,
    };
  },

  sourceRef,

  inventory: ({ status }) => readInventory(status?.inventory?.entries),

  target: readTarget,

  ranAt: ({ status }) =>
    (status?.history ?? []).map(({ lastDeployed }) => lastDeployed),

  releases: readReleases,
};

/** `podinfo`, or `OCIRepository/podinfo` where the chart is a source of its own. */
function chartOf({ spec }: HelmRelease): string | undefined {
  const { chart, chartRef } = spec;
  return chartRef ? `${chartRef.kind}/${chartRef.name}` : chart?.spec.chart;
}

/** The versions that are asked for; `*`, the default, says nothing. */
function versionOf({ spec }: HelmRelease): string | undefined {
  const version = spec.chart?.spec.version;
  return version === '*' ? undefined : version;
}

/** The object that holds the chart: that of `chartRef`, or the HelmChart made for `chart`. */
function sourceRef({
  metadata,
  spec,
  status,
}: HelmRelease): LocalObjectRef | undefined {
  const own = metadata.namespace ?? '';
  const { chart, chartRef } = spec;
  if (chartRef) {
    const { kind, name, namespace = own } = chartRef;
    return { group: SOURCE_GROUP, kind, namespace, name };
  }
  if (!chart) return undefined;
  const [namespace, name] = status?.helmChart?.split('/') ?? [
    chart.spec.sourceRef.namespace ?? own,
    `${own}-${metadata.name}`,
  ];
  return { group: SOURCE_GROUP, kind: 'HelmChart', namespace, name };
}
