import { receiverKind } from '@backstage-gitops/plugin-gitops-common';
import { concurrentOption, defineController } from '../../host/module';
import {
  configWatchOptions,
  referenceOptions,
} from '../../host/options/commonOptions';
import { createReceiverController } from './createReceiverController';
import { RECEIVER_RBAC } from './rbac';

/** The controller of Receivers. */
export const receiverController = defineController({
  kind: receiverKind,
  options: {
    concurrent: concurrentOption(4),
    ...referenceOptions,
    ...configWatchOptions,
  },
  gates: {
    /** Ignores changes of labelled Secrets. */
    DisableConfigWatchers: false,
    /** No effect: Secrets are never cached whole. */
    CacheSecretsAndConfigMaps: false,
  },
  rbac: RECEIVER_RBAC,
  create: createReceiverController,
});
