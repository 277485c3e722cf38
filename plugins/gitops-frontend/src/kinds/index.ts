import type { ObjectSummary } from '@backstage-gitops/plugin-gitops-common';
import { alertView } from './alert';
import { gitRepositoryView } from './gitRepository';
import { helmChartView } from './helmChart';
import { helmReleaseView } from './helmRelease';
import { helmRepositoryView } from './helmRepository';
import { imagePolicyView } from './imagePolicy';
import { imageRepositoryView } from './imageRepository';
import { imageUpdateAutomationView } from './imageUpdateAutomation';
import type { KindView } from './KindView';
import { kustomizationView } from './kustomization';
import { ociRepositoryView } from './ociRepository';
import { providerView } from './provider';
import { receiverView } from './receiver';
import { viewOfRole } from './roleViews';

/** Every kind with a view; the first is the example of the empty state. */
export const KIND_VIEWS: readonly KindView[] = [
  kustomizationView,
  helmReleaseView,
  gitRepositoryView,
  ociRepositoryView,
  helmRepositoryView,
  helmChartView,
  imageRepositoryView,
  imagePolicyView,
  imageUpdateAutomationView,
  providerView,
  alertView,
  receiverView,
];

/** The view of an object: that of its kind, or else of what it does. */
export function viewOf({
  ref,
  role,
}: Pick<ObjectSummary, 'ref' | 'role'>): KindView {
  const { group, kind } = ref;
  const view = KIND_VIEWS.find(
    candidate => candidate.group === group && candidate.kind === kind,
  );
  return view ?? { ...viewOfRole(role), group, kind };
}
