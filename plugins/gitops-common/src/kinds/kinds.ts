import { alertKind } from './alert';
import { artifactGeneratorKind } from './artifactGenerator';
import { bucketKind } from './bucket';
import { externalArtifactKind } from './externalArtifact';
import { fluxInstanceKind } from './fluxInstance';
import { fluxReportKind } from './fluxReport';
import { gitRepositoryKind } from './gitRepository';
import { helmChartKind } from './helmChart';
import { helmReleaseKind } from './helmRelease';
import { helmRepositoryKind } from './helmRepository';
import { imagePolicyKind } from './imagePolicy';
import { imageRepositoryKind } from './imageRepository';
import { imageUpdateAutomationKind } from './imageUpdateAutomation';
import { kustomizationKind } from './kustomization';
import { ociRepositoryKind } from './ociRepository';
import { providerKind } from './provider';
import { receiverKind } from './receiver';
import { resourceSetKind } from './resourceSet';
import { resourceSetInputProviderKind } from './resourceSetInputProvider';
import type { Component } from './components';
import type { KindDefinition } from './kind';

/** Every kind of the Flux API, sources first. */
export const KINDS: readonly KindDefinition[] = [
  gitRepositoryKind,
  ociRepositoryKind,
  helmRepositoryKind,
  helmChartKind,
  bucketKind,
  externalArtifactKind,
  artifactGeneratorKind,
  kustomizationKind,
  helmReleaseKind,
  imageRepositoryKind,
  imagePolicyKind,
  imageUpdateAutomationKind,
  providerKind,
  alertKind,
  receiverKind,
  fluxInstanceKind,
  fluxReportKind,
  resourceSetKind,
  resourceSetInputProviderKind,
];

/** No kind of the Flux API has this apiVersion and kind. */
export class UnknownKindError extends Error {
  readonly name = 'UnknownKindError';
  readonly code = 'UnknownKind';
}

/**
 * The definition of an object's kind.
 * @param apiVersion - `group/version`; the stored or an earlier served version
 */
export function findKind(
  apiVersion: string,
  kind: string,
): KindDefinition | undefined {
  const [group, version] = apiVersion.split('/');
  return KINDS.find(
    item =>
      item.group === group &&
      item.kind === kind &&
      (item.version === version ||
        item.deprecatedVersions.some(({ name }) => name === version)),
  );
}

/**
 * The definition of an object's kind.
 * @throws UnknownKindError - code `UnknownKind`
 */
export function kindOf(apiVersion: string, kind: string): KindDefinition {
  const definition = findKind(apiVersion, kind);
  if (!definition) {
    throw new UnknownKindError(`there is no kind ${kind} in ${apiVersion}`);
  }
  return definition;
}

/** The kinds that a component owns. */
export function kindsOf(component: Component): readonly KindDefinition[] {
  return KINDS.filter(kind => kind.component === component);
}
