import type { RootConfigService } from '@backstage/backend-plugin-api';
import { MAX_STREAMS, MAX_STREAMS_PER_USER } from './http/OpenStreams';
import { readTargetRules, type TargetRule } from './inventory/targets';
import { readAgreements, type Agreement } from './matching/agreements';

/** The section `gitops.portal` of app-config. */
interface PortalOptions {
  readonly agreements: readonly Agreement[];
  readonly targetRules: readonly TargetRule[];
  readonly maxStreams: number;
  readonly maxStreamsPerUser: number;
  /** Whether owners are told of failures in Backstage's notifications. */
  readonly hasInbox: boolean;
}

/** @throws InputError - a rule that cannot be understood */
export function readPortalOptions(config: RootConfigService): PortalOptions {
  return {
    agreements: readAgreements(config),
    targetRules: readTargetRules(config),
    maxStreams:
      config.getOptionalNumber('gitops.portal.maxStreams') ?? MAX_STREAMS,
    maxStreamsPerUser:
      config.getOptionalNumber('gitops.portal.maxStreamsPerUser') ??
      MAX_STREAMS_PER_USER,
    hasInbox: config.getOptionalBoolean('gitops.portal.inbox.enabled') ?? false,
  };
}
