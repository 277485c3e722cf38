import { gitRepositoryPresenter } from './gitRepository';
import { helmChartPresenter } from './helmChart';
import { helmReleasePresenter } from './helmRelease';
import { helmRepositoryPresenter } from './helmRepository';
import { kustomizationPresenter } from './kustomization';
import { ociRepositoryPresenter } from './ociRepository';
import type { Presenter } from './Presenter';

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
];
