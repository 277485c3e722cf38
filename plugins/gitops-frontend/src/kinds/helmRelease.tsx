import { CodeFact, DigestFact, ListFact } from '../components/Facts';
import { releasesSection } from '../components/ReleaseHistory';
import type { KindView } from './KindView';
import { applierView } from './roleViews';

const [tree, ...others] = applierView.sections;

/** View of HelmRelease. */
export const helmReleaseView: KindView = {
  ...applierView,
  group: 'helm.toolkit.fluxcd.io',
  kind: 'HelmRelease',
  facts: {
    chart: CodeFact,
    version: CodeFact,
    release: CodeFact,
    valuesDigest: DigestFact,
    dependsOn: ListFact,
  },
  sections: [tree, releasesSection, ...others],
};
