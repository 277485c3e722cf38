/** What comparisons and benchmarks of HelmCharts load. */
export { chartTexts, packedChart } from './chartTexts';
export { Judge } from './Judge';
