import { CodeFact } from '../components/Facts';
import type { KindView } from './KindView';
import { sourceView } from './roleViews';

/** View of HelmChart. */
export const helmChartView: KindView = {
  ...sourceView,
  group: 'source.toolkit.fluxcd.io',
  kind: 'HelmChart',
  facts: { chart: CodeFact, version: CodeFact },
};
