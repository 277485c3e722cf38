import { CodeFact } from '../components/Facts';
import type { KindView } from './KindView';
import { imageView } from './roleViews';

/** View of ImagePolicy. */
export const imagePolicyView: KindView = {
  ...imageView,
  group: 'image.toolkit.fluxcd.io',
  kind: 'ImagePolicy',
  facts: {
    policy: CodeFact,
    tagFilter: CodeFact,
    latestImage: CodeFact,
    previousImage: CodeFact,
  },
};
