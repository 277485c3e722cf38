import type { HookEvent } from '@backstage-gitops/helm';
import type { Release, ReleaseHook } from '../../release/release';

/** A stored release without objects and hooks. */
export function testRelease(changes: Partial<Release> = {}): Release {
  return {
    name: 'app',
    namespace: 'default',
    version: 1,
    info: {
      firstDeployed: '2026-01-01T00:00:00Z',
      lastDeployed: '2026-01-01T00:00:00Z',
      description: 'Install complete',
      status: 'deployed',
      notes: '',
    },
    chart: {
      metadata: { name: 'app', version: '1.0.0', apiVersion: 'v2' },
      lock: undefined,
      templates: [],
      values: {},
      schema: undefined,
      files: [],
    } as unknown as Release['chart'],
    config: undefined,
    manifest: '',
    hooks: [],
    labels: {},
    applyMethod: 'ssa',
    ...changes,
  };
}

/** A hook with a manifest, which never ran. */
export function testHook(
  name: string,
  manifest: { readonly kind: string; readonly text: string },
  changes: Partial<ReleaseHook> & { readonly events: readonly HookEvent[] },
): ReleaseHook {
  return {
    name,
    kind: manifest.kind,
    path: `app/templates/${name}.yaml`,
    manifest: manifest.text,
    lastRun: { phase: '' },
    weight: 0,
    deletePolicies: [],
    outputLogPolicies: [],
    ...changes,
  };
}

/** What the simulated Pod of a hook does. */
interface JobBehaviour {
  readonly simulate?: 'fail' | 'never-ready';
  readonly log?: string;
}

/** A Job whose Pod ends as the cluster's simulator is told. */
export function jobManifest(name: string, behaviour: JobBehaviour = {}) {
  return {
    kind: 'Job',
    text: `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
spec:
  backoffLimit: 0
  template:
    metadata:
      annotations: ${JSON.stringify(annotationsOf(behaviour))}
    spec:
      restartPolicy: Never
      containers: [{ name: main, image: example.org/main:1 }]
`,
  };
}

/** A Pod that ends as the cluster's simulator is told. */
export function podManifest(name: string, behaviour: JobBehaviour = {}) {
  return {
    kind: 'Pod',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  annotations: ${JSON.stringify(annotationsOf(behaviour))}
spec:
  restartPolicy: Never
  containers: [{ name: main, image: example.org/main:1 }]
`,
  };
}

/** A ConfigMap with one key. */
export function configMapManifest(name: string, value = '1') {
  return {
    kind: 'ConfigMap',
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  value: "${value}"
`,
  };
}

function annotationsOf({ simulate, log }: JobBehaviour) {
  return {
    ...(simulate ? { 'backstage-gitops.io/simulate': simulate } : {}),
    ...(log ? { 'backstage-gitops.io/simulate-log': log } : {}),
  };
}
