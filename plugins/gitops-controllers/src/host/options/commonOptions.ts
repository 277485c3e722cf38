import { option } from './schema';
import { textForms } from './textForms';

/** Options of every controller that follows references to other objects. */
export const referenceOptions = {
  noCrossNamespaceRefs: option.boolean({
    flag: 'no-cross-namespace-refs',
    doc: 'Refuses references to objects of other namespaces.',
    default: false,
  }),
};

/** Options of every controller that reads ConfigMaps and Secrets of its objects. */
export const configWatchOptions = {
  watchConfigsLabelSelector: option.string({
    flag: 'watch-configs-label-selector',
    doc: 'Label selector of the ConfigMaps and Secrets whose change starts the objects that use them.',
    default: 'reconcile.fluxcd.io/watch=Enabled',
    valueName: 'SELECTOR',
    form: textForms.labelSelector,
  }),
};

/** Options of the controllers that apply objects to clusters. */
export const applierOptions = {
  defaultServiceAccount: option.string({
    flag: 'default-service-account',
    doc: 'ServiceAccount of objects that name none; empty: the controllers’ own.',
    default: '',
    form: textForms.objectName,
  }),
  defaultKubeConfigServiceAccount: option.string({
    flag: 'default-kubeconfig-service-account',
    doc: 'ServiceAccount whose tokens sign in to other clusters where the ConfigMap of spec.kubeConfig names none; empty: the controllers’ own.',
    default: '',
    form: textForms.objectName,
  }),
  overrideManagers: option.strings({
    flag: 'override-manager',
    doc: 'Field managers whose fields are taken over, besides kubectl.',
    default: [],
    form: textForms.fieldManager,
  }),
  insecureKubeConfigExec: option.boolean({
    flag: 'insecure-kubeconfig-exec',
    doc: 'Lets kubeconfigs of objects run commands for their credentials.',
    default: false,
  }),
  insecureKubeConfigTls: option.boolean({
    flag: 'insecure-kubeconfig-tls',
    doc: 'Lets kubeconfigs of objects skip the check of server certificates.',
    default: false,
  }),
};
