import type { KindSamples } from '../types';

export const provider: KindSamples = {
  good: {
    minimal: { type: 'slack' },
    full: {
      address: 'https://chat.example.com',
      certSecretRef: { name: 'ca' },
      channel: '#events',
      commitStatusExpr: "'a'",
      interval: '1m',
      proxy: 'http://proxy.example.com',
      proxySecretRef: { name: 'proxy' },
      secretRef: { name: 'token' },
      serviceAccountName: 'sender',
      suspend: true,
      timeout: '30s',
      type: 'github',
      username: 'flux',
    },
    'type with a dot': { type: 'incident.io' },
  },
  tricky: {
    'commit status for chats': { type: 'slack', commitStatusExpr: "'a'" },
    'commit status without type': { commitStatusExpr: "'a'" },
  },
  objects: {
    v1beta2: {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta2',
      spec: { type: 'slack', channel: 'general' },
    },
    'status of a kind without status': {
      spec: { type: 'slack' },
      status: { conditions: [] },
    },
  },
};

const alertSpec = {
  providerRef: { name: 'slack' },
  eventSources: [{ kind: 'Kustomization', name: '*' }],
};

export const alert: KindSamples = {
  good: {
    minimal: alertSpec,
    full: {
      eventMetadata: { a: 'b' },
      eventSeverity: 'error',
      eventSources: [
        {
          apiVersion: 'a/v1',
          kind: 'HelmRelease',
          matchLabels: { a: 'b' },
          name: '*',
          namespace: 'apps',
        },
      ],
      exclusionList: ['waiting'],
      inclusionList: ['failed'],
      providerRef: { name: 'slack' },
      summary: 'production',
      suspend: true,
    },
    'no sources': { ...alertSpec, eventSources: [] },
  },
  tricky: {
    'two broken sources': {
      ...alertSpec,
      eventSources: [{ kind: 'Pod', name: '' }, { name: 'a' }],
    },
    'null sources': { ...alertSpec, eventSources: null },
  },
  objects: {
    v1beta2: {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta2',
      spec: alertSpec,
    },
  },
};

const receive = {
  type: 'github',
  secretRef: { name: 'token' },
  resources: [{ kind: 'GitRepository', name: 'app' }],
};
const oidc = {
  issuerURL: 'https://issuer.example.com',
  validations: [{ expression: 'true', message: 'no' }],
};

export const receiver: KindSamples = {
  good: {
    minimal: receive,
    full: {
      events: ['ping', 'push'],
      interval: '5m',
      oidcProviders: [
        {
          audience: 'a',
          issuerURL: 'https://issuer.example.com',
          validations: [{ expression: 'true', message: 'no' }],
          variables: [{ expression: 'claims.sub', name: 'sub' }],
        },
      ],
      resourceFilter: 'true',
      resources: [
        {
          apiVersion: 'source.toolkit.fluxcd.io/v1',
          filter: 'true',
          kind: 'GitRepository',
          matchLabels: { a: 'b' },
          name: '*',
          namespace: 'apps',
        },
      ],
      suspend: true,
      type: 'generic-oidc',
    },
  },
  tricky: {
    'no secret': { ...receive, secretRef: undefined },
    'generic-oidc without providers': {
      type: 'generic-oidc',
      resources: receive.resources,
    },
    'generic-oidc with an empty list': {
      type: 'generic-oidc',
      resources: receive.resources,
      oidcProviders: [],
    },
    'generic-oidc with a secret': {
      ...receive,
      type: 'generic-oidc',
      oidcProviders: [oidc],
    },
    'providers for github': { ...receive, oidcProviders: [oidc] },
    'empty providers for github': { ...receive, oidcProviders: [] },
    'the same issuer twice': {
      type: 'generic-oidc',
      resources: receive.resources,
      oidcProviders: [oidc, oidc],
    },
    'provider without issuer': {
      type: 'generic-oidc',
      resources: receive.resources,
      oidcProviders: [{ validations: oidc.validations }],
    },
  },
  objects: {
    v1beta2: {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta2',
      spec: receive,
    },
    v1beta3: {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      spec: receive,
    },
  },
};
