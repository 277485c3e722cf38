import { alertPresenter } from './alert';
import { gitRepositoryPresenter } from './gitRepository';
import { helmChartPresenter } from './helmChart';
import { helmReleasePresenter } from './helmRelease';
import { helmRepositoryPresenter } from './helmRepository';
import { imagePolicyPresenter } from './imagePolicy';
import { imageRepositoryPresenter } from './imageRepository';
import { imageUpdateAutomationPresenter } from './imageUpdateAutomation';
import { kustomizationPresenter } from './kustomization';
import { ociRepositoryPresenter } from './ociRepository';
import type { Presenter } from './Presenter';
import { providerPresenter } from './provider';
import { receiverPresenter } from './receiver';

export type {
  LocalObjectRef,
  OwnerLabels,
  PresentedObject,
  Presenter,
  StatementRule,
} from './Presenter';

/** Every kind that the portal shows. */
export const PRESENTERS: readonly Presenter[] = [
  gitRepositoryPresenter,
  ociRepositoryPresenter,
  helmRepositoryPresenter,
  helmChartPresenter,
  kustomizationPresenter,
  helmReleasePresenter,
  imageRepositoryPresenter,
  imagePolicyPresenter,
  imageUpdateAutomationPresenter,
  providerPresenter,
  alertPresenter,
  receiverPresenter,
];
