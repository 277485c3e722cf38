import {
  alertKind,
  KINDS,
  providerKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { PolicyRule } from '@backstage-gitops/plugin-gitops-common';
import { defineController } from '../../host/module';
import { AlertController } from './AlertController';
import { ALERT_OPTIONS } from './options';

/** Reads labels of the objects that events are about. */
const LABELS_RBAC: readonly PolicyRule[] = KINDS.map(({ group, plural }) => ({
  apiGroups: [group],
  resources: [plural],
  verbs: ['get'],
}));

/** The controller of Alerts, which sends their events to Providers. */
export const alertController = defineController({
  kind: alertKind,
  options: ALERT_OPTIONS,
  rbac: [
    {
      apiGroups: [providerKind.group],
      resources: [providerKind.plural],
      verbs: ['get', 'list', 'watch'],
    },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
    ...LABELS_RBAC,
  ],
  isReplicated: true,
  create: deps => new AlertController(deps),
});
