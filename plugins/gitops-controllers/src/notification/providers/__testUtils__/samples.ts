import type { FluxEvent } from '../../FluxEvent';
import { ProviderError } from '../ProviderError';
import type { ProviderSettings } from '../ProviderType';

/** An event of a Kustomization whose health check failed, with changes. */
export function sampleEvent(changes: Partial<FluxEvent> = {}): FluxEvent {
  return {
    involvedObject: {
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'podinfo',
      uid: 'b7a4c0de-0000-4000-8000-000000000001',
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    },
    severity: 'error',
    timestamp: '2026-01-02T03:04:05Z',
    message: 'deployment *failed*\nafter 5m',
    reason: 'HealthCheckFailed',
    metadata: {
      summary: 'eu-1',
      revision: 'main@sha1:dee2fdc2bb6b2ff2d6c4a9ddf2a2ac1da0d58a1c',
    },
    reportingController: 'kustomize-controller',
    ...changes,
  };
}

export function sampleSettings(
  type: string,
  changes: Partial<ProviderSettings> = {},
): ProviderSettings {
  return {
    uid: '8ac0ffee-0000-4000-8000-000000000002',
    namespace: 'flux-system',
    name: 'sink',
    type,
    address: 'https://chat.example.com/hooks/1?key=k',
    channel: '',
    username: '',
    password: '',
    token: '',
    headers: {},
    secret: {},
    commitStatusId: '',
    ...changes,
  };
}

/** @returns the error of a call that must fail with one */
export function errorOf(call: () => unknown): ProviderError {
  try {
    call();
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('did not fail');
}
