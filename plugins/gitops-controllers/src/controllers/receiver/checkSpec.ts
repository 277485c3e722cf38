import { CelError, StalledError } from '@backstage-gitops/kube';
import type { ReceiverSpec } from '@backstage-gitops/plugin-gitops-common';
import { compileFilter } from '../../notification/receiver/filter/resourceFilters';
import { compileRules } from '../../notification/receiver/oidc/claimRules';
import type { OidcProvider } from '../../notification/receiver/oidc/claimRules';
import { WebhookError } from '../../notification/receiver/WebhookError';
import { reasons } from './types';

/** Clients match on it. */
const PREFIX = 'Reconciliation failed terminally due to configuration error';

function stalled(reason: string, message: string, cause?: unknown) {
  return new StalledError(reason, `${PREFIX}: ${message}`, { cause });
}

function checkFilter(text: string, spec: ReceiverSpec, what: string): void {
  try {
    compileFilter(text, spec);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    const message = `invalid ${what}: ${error.message}`;
    throw stalled(reasons.invalidCelExpression, message, error);
  }
}

function checkFilters(spec: ReceiverSpec): void {
  const { resourceFilter, resources } = spec;
  if (resourceFilter) {
    checkFilter(resourceFilter, spec, 'resourceFilter expression');
  }
  resources.forEach(({ filter, kind, name }, index) => {
    const place = `resources[${index}] (kind="${kind}", name="${name}")`;
    if (filter) checkFilter(filter, spec, `filter expression for ${place}`);
  });
}

/** What the rules of the CRD say, for API servers that don't check them. */
function problemOfType(spec: ReceiverSpec): string | undefined {
  const { type, oidcProviders = [], secretRef } = spec;
  const isOidc = type === 'generic-oidc';
  if (isOidc && oidcProviders.length === 0) {
    return 'generic-oidc receiver requires at least one oidcProvider';
  }
  if (!isOidc && oidcProviders.length > 0) {
    return 'oidcProviders can only be set when type is generic-oidc';
  }
  if (isOidc && secretRef) {
    return 'secretRef cannot be set when type is generic-oidc';
  }
  if (!isOidc && !secretRef) {
    return 'secretRef is required when type is not generic-oidc';
  }
  return undefined;
}

/** The first text of an entry that is missing. */
function missingText(
  entry: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): string | undefined {
  const name = names.find(item => !entry[item]);
  return name && `${name} is required`;
}

function problemOfProvider(provider: OidcProvider): string | undefined {
  const { issuerURL, validations = [], variables = [] } = provider;
  if (!issuerURL) return 'issuerURL is required';
  if (!/^https?:\/\//.test(issuerURL)) {
    return `issuerURL "${issuerURL}" must start with http:// or https://`;
  }
  if (validations.length === 0) {
    return 'at least one validation is required: without one, whoever gets a token of this issuer may call';
  }
  for (const [index, entry] of variables.entries()) {
    const problem = missingText(entry, ['name', 'expression']);
    if (problem) return `variables[${index}]: ${problem}`;
  }
  for (const [index, entry] of validations.entries()) {
    const problem = missingText(entry, ['expression', 'message']);
    if (problem) return `validations[${index}]: ${problem}`;
  }
  return undefined;
}

function checkProviders({ oidcProviders = [] }: ReceiverSpec): void {
  const seen = new Set<string>();
  oidcProviders.forEach((provider, index) => {
    const { issuerURL } = provider;
    const problem = seen.has(issuerURL)
      ? `duplicate issuerURL "${issuerURL}"`
      : problemOfProvider(provider);
    if (problem) {
      const message = `oidcProviders[${index}]: ${problem}`;
      throw stalled(reasons.validationFailed, message);
    }
    seen.add(issuerURL);
  });
  oidcProviders.forEach((provider, index) => {
    try {
      compileRules(provider);
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      const message = `oidcProviders[${index}] (issuerURL="${provider.issuerURL}"): ${error.message}`;
      throw stalled(reasons.invalidCelExpression, message, error);
    }
  });
}

/**
 * Checks what a retry can't mend: expressions, and settings that contradict
 * each other.
 * @throws StalledError - InvalidCELExpression, ValidationFailed
 */
export function checkSpec(spec: ReceiverSpec): void {
  checkFilters(spec);
  const problem = problemOfType(spec);
  if (problem) throw stalled(reasons.validationFailed, problem);
  checkProviders(spec);
}
