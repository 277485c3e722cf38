import { concurrentOption } from '../../host/module';
import { referenceOptions } from '../../host/options/commonOptions';
import type { OptionValues } from '../../host/options/schema';
import { sshOptions } from '../gitrepository/sshOptions';

/** Feature gates of the image-automation-controller, with one of our own. */
export const FEATURE_GATES = {
  /** Builds on a push branch that exists; false starts it anew each time. */
  GitAllBranchReferences: true,
  /** Replaces a push branch that does not lead to the new commit. */
  GitForcePushBranch: true,
  /** No effect: history is never fetched. */
  GitShallowClone: true,
  /** No effect: only files that may have markers are fetched. */
  GitSparseCheckout: false,
  /** No effect: Secrets are never cached. */
  CacheSecretsAndConfigMaps: false,
  /**
   * Gives message templates `.Updated` and `.Changed.ImageResult`, which Flux
   * has removed; false refuses them as it does.
   */
  EarlierMessageTemplateFields: true,
} as const satisfies Readonly<Record<string, boolean>>;

/** Feature gates by name. */
export type FeatureGates = Readonly<
  Record<keyof typeof FEATURE_GATES, boolean>
>;

/** Options of the ImageUpdateAutomation controller alone. */
export const IMAGE_UPDATE_AUTOMATION_OPTIONS = {
  concurrent: concurrentOption(4),
  ...referenceOptions,
  ...sshOptions,
};

/** Their values. */
export type ImageUpdateAutomationOptions = OptionValues<
  typeof IMAGE_UPDATE_AUTOMATION_OPTIONS
>;
