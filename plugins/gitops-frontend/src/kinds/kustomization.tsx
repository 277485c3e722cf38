import { CodeFact, ListFact } from '../components/Facts';
import type { KindView } from './KindView';
import { applierView } from './roleViews';

/** View of Kustomization. */
export const kustomizationView: KindView = {
  ...applierView,
  group: 'kustomize.toolkit.fluxcd.io',
  kind: 'Kustomization',
  facts: { path: CodeFact, dependsOn: ListFact },
};
