import {
  FieldError,
  invalidValue,
  required,
  unsupported,
} from '../../errors/FieldError';
import { deepEqual, isObject, JsonObject, KubeObject } from '../../json';
import { Strategy } from '../Resource';
import { withDefaults, within } from './defaulting';
import {
  defaultPodSpec,
  defaultRequests,
  defaultTemplate,
} from './podTemplate';
import { validatePodSpec } from './validatePod';

type OwnStrategy = Partial<Strategy>;

const spec = (object: KubeObject): JsonObject =>
  isObject(object.spec) ? object.spec : {};
const changeSpec =
  (change: (spec: JsonObject) => JsonObject) => (object: KubeObject) =>
    within(object, 'spec', change) as KubeObject;
const IMMUTABLE = 'field is immutable';

const ROLLING = { maxUnavailable: '25%', maxSurge: '25%' };

const deploymentDefaults = changeSpec(value => {
  const filled = withDefaults(defaultTemplate(value), {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  const strategy = withDefaults(
    isObject(filled.strategy) ? filled.strategy : {},
    { type: 'RollingUpdate' },
  );
  return {
    ...filled,
    strategy:
      strategy.type === 'RollingUpdate'
        ? {
            ...strategy,
            rollingUpdate: withDefaults(
              isObject(strategy.rollingUpdate) ? strategy.rollingUpdate : {},
              ROLLING,
            ),
          }
        : strategy,
  };
});

const statefulSetDefaults = changeSpec(value => {
  const filled = withDefaults(defaultTemplate(value), {
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: 'OrderedReady',
    persistentVolumeClaimRetentionPolicy: {
      whenDeleted: 'Retain',
      whenScaled: 'Retain',
    },
  });
  const strategy = withDefaults(
    isObject(filled.updateStrategy) ? filled.updateStrategy : {},
    {
      type: 'RollingUpdate',
    },
  );
  const claims = Array.isArray(filled.volumeClaimTemplates)
    ? filled.volumeClaimTemplates.map(claim =>
        claimTemplate(claim as JsonObject),
      )
    : undefined;
  return {
    ...filled,
    ...(claims ? { volumeClaimTemplates: claims } : {}),
    updateStrategy:
      strategy.type === 'RollingUpdate'
        ? {
            ...strategy,
            rollingUpdate: withDefaults(
              isObject(strategy.rollingUpdate) ? strategy.rollingUpdate : {},
              { partition: 0 },
            ),
          }
        : strategy,
  };
});

function claimTemplate(claim: JsonObject): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    ...within(claim, 'spec', value =>
      withDefaults(value, { volumeMode: 'Filesystem' }),
    ),
    status: { phase: 'Pending' },
  };
}

const daemonSetDefaults = changeSpec(value => {
  const filled = withDefaults(defaultTemplate(value), {
    revisionHistoryLimit: 10,
  });
  const strategy = withDefaults(
    isObject(filled.updateStrategy) ? filled.updateStrategy : {},
    {
      type: 'RollingUpdate',
    },
  );
  const rolling = { maxUnavailable: 1, maxSurge: 0 };
  return {
    ...filled,
    updateStrategy:
      strategy.type === 'RollingUpdate'
        ? {
            ...strategy,
            rollingUpdate: withDefaults(
              isObject(strategy.rollingUpdate) ? strategy.rollingUpdate : {},
              rolling,
            ),
          }
        : strategy,
  };
});

function jobSpecDefaults(value: JsonObject): JsonObject {
  const isParallelismFree =
    value.completions === undefined && value.parallelism === undefined;
  return withDefaults(defaultTemplate(value), {
    ...(isParallelismFree ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: undefined,
    podReplacementPolicy: 'TerminatingOrFailed',
  });
}

/** A Job selects its own pods by labels made of its uid. */
function jobSelector(object: KubeObject): KubeObject {
  if (spec(object).manualSelector === true || !object.metadata.uid) {
    return object;
  }
  const labels = {
    'batch.kubernetes.io/controller-uid': object.metadata.uid,
    'batch.kubernetes.io/job-name': object.metadata.name,
    'controller-uid': object.metadata.uid,
    'job-name': object.metadata.name,
  };
  return changeSpec(value => ({
    ...within(value, 'template', template => {
      const metadata = isObject(template.metadata) ? template.metadata : {};
      const known = isObject(metadata.labels) ? metadata.labels : {};
      return {
        ...template,
        metadata: { ...metadata, labels: { ...known, ...labels } },
      };
    }),
    selector: {
      matchLabels: {
        'batch.kubernetes.io/controller-uid': object.metadata.uid,
      },
    },
  }))(object);
}

const cronJobDefaults = changeSpec(value =>
  within(
    withDefaults(value, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    }),
    'jobTemplate',
    template =>
      within(template, 'spec', job => {
        const {
          completions: _c,
          parallelism: _p,
          ...rest
        } = defaultTemplate(job);
        return {
          ...rest,
          ...(job.completions ? { completions: job.completions } : {}),
          ...(job.parallelism ? { parallelism: job.parallelism } : {}),
        };
      }),
  ),
);

/** Selector and template of a controller: present, matching, and not changed. */
function validateTemplateOwner(
  object: KubeObject,
  live: KubeObject | undefined,
  restartPolicies: readonly string[] = ['Always'],
): FieldError[] {
  const value = spec(object);
  const template = isObject(value.template) ? value.template : {};
  const metadata = isObject(template.metadata) ? template.metadata : {};
  const errors: FieldError[] = [];
  const selector = isObject(value.selector) ? value.selector : undefined;
  const labels = isObject(metadata.labels) ? metadata.labels : {};
  if (!selector) {
    errors.push(required('spec.selector'));
  } else if (isObject(selector.matchLabels)) {
    const matches = Object.entries(selector.matchLabels).every(
      ([key, item]) => labels[key] === item,
    );
    if (!matches) {
      errors.push(
        invalidValue(
          'spec.template.metadata.labels',
          labels,
          '`selector` does not match template `labels`',
        ),
      );
    }
  }
  const podSpec = isObject(template.spec) ? template.spec : {};
  errors.push(...validatePodSpec(podSpec, 'spec.template.spec'));
  if (!restartPolicies.includes(String(podSpec.restartPolicy))) {
    errors.push(
      unsupported(
        'spec.template.spec.restartPolicy',
        podSpec.restartPolicy,
        restartPolicies,
      ),
    );
  }
  if (live && !deepEqual(spec(live).selector, value.selector)) {
    errors.push(invalidValue('spec.selector', value.selector, IMMUTABLE));
  }
  return errors;
}

const STATEFUL_MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

function validateStatefulSet(
  object: KubeObject,
  live: KubeObject | undefined,
): FieldError[] {
  const errors = validateTemplateOwner(object, undefined);
  if (live) {
    const strip = (value: JsonObject) =>
      Object.fromEntries(
        Object.entries(value).filter(
          ([key]) => !STATEFUL_MUTABLE.includes(key),
        ),
      );
    if (!deepEqual(strip(spec(object)), strip(spec(live)))) {
      errors.push(
        new FieldError(
          'FieldValueForbidden',
          'spec',
          undefined,
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        ),
      );
    }
  }
  return errors;
}

function validateJob(
  object: KubeObject,
  live: KubeObject | undefined,
): FieldError[] {
  const errors = validateTemplateOwner(object, live, ['OnFailure', 'Never']);
  if (live && !deepEqual(spec(live).template, spec(object).template)) {
    errors.push(
      invalidValue('spec.template', spec(object).template, IMMUTABLE),
    );
  }
  return errors;
}

/** Pods may change only a few fields once they exist. */
function validatePodUpdate(
  object: KubeObject,
  live: KubeObject | undefined,
): FieldError[] {
  const errors = validatePodSpec(spec(object), 'spec');
  if (!live) {
    return errors;
  }
  const strip = (value: JsonObject): JsonObject => {
    const containers = (list: unknown) =>
      Array.isArray(list)
        ? list.map(item => ({ ...(item as JsonObject), image: '' }))
        : list;
    return {
      ...value,
      containers: containers(value.containers),
      initContainers: containers(value.initContainers),
      activeDeadlineSeconds: 0,
      terminationGracePeriodSeconds: 0,
      tolerations: [],
      nodeName: live.spec && spec(live).nodeName ? value.nodeName : '',
    };
  };
  if (!deepEqual(strip(spec(object)), strip(spec(live)))) {
    errors.push(
      new FieldError(
        'FieldValueForbidden',
        'spec',
        undefined,
        'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      ),
    );
  }
  return errors;
}

export const workloadStrategies: Readonly<Record<string, OwnStrategy>> = {
  'apps/deployments': {
    defaults: deploymentDefaults,
    validate: validateTemplateOwner,
  },
  'apps/statefulsets': {
    defaults: statefulSetDefaults,
    validate: validateStatefulSet,
  },
  'apps/daemonsets': {
    defaults: daemonSetDefaults,
    validate: validateTemplateOwner,
  },
  'apps/replicasets': {
    defaults: changeSpec(value =>
      withDefaults(defaultTemplate(value), { replicas: 1 }),
    ),
    validate: validateTemplateOwner,
  },
  'batch/jobs': {
    defaults: changeSpec(jobSpecDefaults),
    prepareCreate: jobSelector,
    validate: validateJob,
  },
  'batch/cronjobs': { defaults: cronJobDefaults },
  replicationcontrollers: {
    defaults: changeSpec(value =>
      withDefaults(defaultTemplate(value), { replicas: 1 }),
    ),
  },
  pods: {
    defaults: changeSpec(value =>
      withDefaults(defaultRequests(defaultPodSpec(value)), {
        enableServiceLinks: true,
        preemptionPolicy: 'PreemptLowerPriority',
        priority: 0,
      }),
    ),
    prepareCreate: object => ({
      ...object,
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    }),
    validate: validatePodUpdate,
  },
};
