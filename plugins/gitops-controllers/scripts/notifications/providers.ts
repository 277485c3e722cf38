/** What compareProviders.mjs takes of the controller. */
export { PROVIDER_TYPES } from '../../src/notification/providers';
export { ProviderError } from '../../src/notification/providers/ProviderError';
