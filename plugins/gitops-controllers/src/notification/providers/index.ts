import type { ProviderType } from './ProviderType';

/** Types of Provider that are told of events; each is one file here. */
export const PROVIDER_TYPES: readonly ProviderType[] = [];
