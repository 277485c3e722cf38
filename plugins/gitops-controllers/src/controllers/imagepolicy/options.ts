import { concurrentOption } from '../../host/module';
import { referenceOptions } from '../../host/options/commonOptions';

/** Options of the ImagePolicy controller alone. */
export const IMAGE_POLICY_OPTIONS = {
  concurrent: concurrentOption(4),
  ...referenceOptions,
};
