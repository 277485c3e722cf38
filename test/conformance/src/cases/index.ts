import { ConformanceCase } from '../Target';
import { accessCases } from './access';
import { applyCases } from './apply';
import { definitionCases } from './definitions';
import { gitopsCases } from './gitops-e2e';
import { gitopsSecretCases } from './gitops-secrets';
import { kindCases } from './kinds';
import { kindStatusCases } from './kindStatus';
import { kustomizationCases } from './kustomization';
import { kustomizationWaitCases } from './kustomizationWaits';
import { lifecycleCases } from './lifecycle';
import { watchCases } from './watches';

/** Every case, in the order in which they run. */
export const cases: readonly ConformanceCase[] = [
  ...applyCases,
  ...definitionCases,
  ...watchCases,
  ...lifecycleCases,
  ...accessCases,
  ...kindCases,
  ...kindStatusCases,
  ...kustomizationCases,
  ...kustomizationWaitCases,
  ...gitopsCases,
  ...gitopsSecretCases,
];
