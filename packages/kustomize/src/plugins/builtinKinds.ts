import { completeSpec } from '../config/readConfigurations';
import { KustomizeError } from '../errors';
import {
  generateConfigMap,
  generateSecret,
} from '../generators/configMapAndSecret';
import {
  decodeJson,
  type FieldType,
  type StructType,
} from '../load/decodeJson';
import { decodeSigs } from '../load/kustomizationFile';
import * as schema from '../load/kustomizationSchema';
import type {
  GeneratorSettings,
  HelmChartSettings,
  HelmGlobals,
  ImageSettings,
  ObjectMeta,
  PatchSettings,
  ReplacementSettings,
  ReplicaSettings,
} from '../load/kustomizationTypes';
import { baseName } from '../load/path';
import { readResources } from '../load/readResources';
import type { JsonValue } from '../resources/toValue';
import type { Resource } from '../resources/resource';
import { hashTransformer } from '../transformers/hash';
import { imageTransformer } from '../transformers/images';
import { mapEntriesTransformer } from '../transformers/labels';
import {
  namespaceTransformer,
  type SubjectMode,
} from '../transformers/namespace';
import {
  prefixTransformer,
  suffixTransformer,
} from '../transformers/prefixSuffix';
import { replicaTransformer } from '../transformers/replicas';
import type { FieldSpec } from '../transformers/fieldSpec';
import type { Transformer } from '../transformers/transformer';
import {
  valueAddTransformer,
  type ValueAddTarget,
} from '../transformers/valueAdd';
import { configureHelmChart } from './helmPlugin';
import {
  json6902Transformer,
  patchTransformer,
  strategicMergeTransformer,
} from './patchPlugins';
import type { PluginContext } from './plugin';
import { configureReplacements } from './replacementPlugin';

/** Makes the objects of a configured generator. */
type Generator = () => readonly Resource[];

type Configure<T> = (config: JsonValue, plugin: PluginContext) => T;

const FIELD_SPECS: FieldType = { list: schema.FIELD_SPEC };
const TEXT_MAP: FieldType = { map: 'string' };
const TEXTS: FieldType = { list: 'string' };

function read<T>(
  config: JsonValue,
  name: string,
  fields: StructType['fields'],
): T {
  return decodeJson<T>(
    config,
    { struct: name, fields },
    { refuseUnknown: false, coerceScalars: true },
  );
}

function specs(given: Partial<FieldSpec>[] | undefined): FieldSpec[] {
  return (given ?? []).map(completeSpec);
}

interface WithSpecs {
  fieldSpecs?: Partial<FieldSpec>[];
}

function requireSpecs({ fieldSpecs }: WithSpecs): FieldSpec[] {
  if (fieldSpecs === undefined) {
    throw new KustomizeError(
      'invalid-config',
      'fieldSpecs is not expected to be nil',
    );
  }
  return specs(fieldSpecs);
}

const prefix: Configure<Transformer> = config => {
  const settings = read<WithSpecs & { prefix?: string }>(
    config,
    'PrefixTransformer',
    {
      prefix: 'string',
      fieldSpecs: FIELD_SPECS,
    },
  );
  return prefixTransformer(settings.prefix ?? '', requireSpecs(settings));
};

const suffix: Configure<Transformer> = config => {
  const settings = read<WithSpecs & { suffix?: string }>(
    config,
    'SuffixTransformer',
    {
      suffix: 'string',
      fieldSpecs: FIELD_SPECS,
    },
  );
  return suffixTransformer(settings.suffix ?? '', requireSpecs(settings));
};

const namespace: Configure<Transformer> = config => {
  const settings = read<
    WithSpecs & {
      metadata?: ObjectMeta;
      unsetOnly?: boolean;
      setRoleBindingSubjects?: string;
    }
  >(config, 'NamespaceTransformer', {
    metadata: schema.OBJECT_META,
    fieldSpecs: FIELD_SPECS,
    unsetOnly: 'bool',
    setRoleBindingSubjects: 'string',
  });
  const mode = settings.setRoleBindingSubjects || 'defaultOnly';
  if (!['allServiceAccounts', 'defaultOnly', 'none'].includes(mode)) {
    throw new KustomizeError(
      'invalid-config',
      `invalid value "${mode}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
    );
  }
  return namespaceTransformer({
    namespace: settings.metadata?.namespace ?? '',
    fieldSpecs: specs(settings.fieldSpecs),
    unsetOnly: settings.unsetOnly,
    setRoleBindingSubjects: mode as SubjectMode,
  });
};

const entries =
  (field: 'labels' | 'annotations'): Configure<Transformer> =>
  config => {
    const settings = read<
      WithSpecs & { [K in typeof field]?: Map<string, string> }
    >(config, 'MapTransformer', { [field]: TEXT_MAP, fieldSpecs: FIELD_SPECS });
    return mapEntriesTransformer(
      settings[field] ?? new Map(),
      specs(settings.fieldSpecs),
    );
  };

const images: Configure<Transformer> = config => {
  const settings = read<WithSpecs & { imageTag?: ImageSettings }>(
    config,
    'ImageTagTransformer',
    { imageTag: schema.IMAGE, fieldSpecs: FIELD_SPECS },
  );
  return imageTransformer(settings.imageTag ?? {}, specs(settings.fieldSpecs));
};

const replicas: Configure<Transformer> = config => {
  const settings = read<WithSpecs & { replica?: ReplicaSettings }>(
    config,
    'ReplicaCountTransformer',
    { replica: schema.REPLICA, fieldSpecs: FIELD_SPECS },
  );
  return replicaTransformer(settings.replica ?? {}, specs(settings.fieldSpecs));
};

const patch: Configure<Transformer> = (config, plugin) =>
  patchTransformer(
    read<PatchSettings>(config, 'PatchTransformer', schema.PATCH.fields),
    plugin,
  );

const strategicMerge: Configure<Transformer> = (config, plugin) =>
  strategicMergeTransformer(
    read(config, 'PatchStrategicMergeTransformer', {
      paths: TEXTS,
      patches: 'string',
    }),
    plugin,
  );

const json6902: Configure<Transformer> = (config, plugin) =>
  json6902Transformer(
    read(config, 'PatchJson6902Transformer', {
      target: schema.SELECTOR,
      path: 'string',
      jsonOp: 'string',
    }),
    plugin,
  );

const replacements: Configure<Transformer> = (config, plugin) =>
  configureReplacements(
    read<{ replacements?: ReplacementSettings[] }>(
      config,
      'ReplacementTransformer',
      {
        replacements: { list: schema.REPLACEMENT_FIELD },
      },
    ).replacements ?? [],
    plugin,
  );

const VALUE_ADD_TARGETS: FieldType = {
  list: {
    struct: 'Target',
    fields: {
      selector: schema.SELECTOR,
      fieldPath: 'string',
      filePathPosition: 'int',
    },
  },
};

const valueAdd: Configure<Transformer> = (config, { loader }) => {
  const settings = read<{
    value?: string;
    targets?: ValueAddTarget[];
    targetFilePath?: string;
  }>(config, 'ValueAddTransformer', {
    value: 'string',
    targets: VALUE_ADD_TARGETS,
    targetFilePath: 'string',
  });
  const { targetFilePath } = settings;
  const targets = settings.targets ?? [];
  if (targetFilePath) {
    const more = decodeSigs(loader.load(targetFilePath), targetFilePath);
    targets.push(
      ...(read<{ targets?: ValueAddTarget[] }>(more, 'ValueAddTargets', {
        targets: VALUE_ADD_TARGETS,
      }).targets ?? []),
    );
  }
  requireTargets(targets);
  return valueAddTransformer(
    settings.value?.trim() || baseName(loader.root),
    targets,
  );
};

function requireTargets(targets: readonly ValueAddTarget[]): void {
  if (targets.length === 0) {
    throw new KustomizeError(
      'invalid-config',
      'must specify at least one target',
    );
  }
  for (const { fieldPath, filePathPosition = 0 } of targets) {
    if (!fieldPath) {
      throw new KustomizeError('invalid-config', 'fieldPath cannot be empty');
    }
    if (filePathPosition < 0) {
      throw new KustomizeError(
        'invalid-config',
        `value of FilePathPosition (${filePathPosition}) cannot be negative`,
      );
    }
  }
}

/** Transformers that a kustomization may name in `transformers` and `validators`. */
export const TRANSFORMER_KINDS: Readonly<
  Record<string, Configure<Transformer>>
> = {
  AnnotationsTransformer: entries('annotations'),
  HashTransformer: () => hashTransformer,
  ImageTagTransformer: images,
  LabelTransformer: entries('labels'),
  NamespaceTransformer: namespace,
  PatchJson6902Transformer: json6902,
  PatchStrategicMergeTransformer: strategicMerge,
  PatchTransformer: patch,
  PrefixSuffixTransformer: (config, plugin) => {
    const steps = [prefix(config, plugin), suffix(config, plugin)];
    return map => steps.forEach(step => step(map));
  },
  PrefixTransformer: prefix,
  SuffixTransformer: suffix,
  ReplacementTransformer: replacements,
  ReplicaCountTransformer: replicas,
  ValueAddTransformer: valueAdd,
};

type GivenGenerator = GeneratorSettings & { metadata?: ObjectMeta };

function generator(
  type: StructType,
  generate: typeof generateConfigMap,
): Configure<Generator> {
  return (config, { loader, state }) => {
    const { metadata, ...settings } = read<GivenGenerator>(
      config,
      type.struct,
      {
        ...type.fields,
        metadata: schema.OBJECT_META,
      },
    );
    const complete = {
      ...settings,
      name: settings.name || metadata?.name,
      namespace: settings.namespace || metadata?.namespace,
    };
    return () => [
      generate(complete, {
        context: state.context,
        load: path => loader.load(path),
      }),
    ];
  };
}

const helmChart: Configure<Generator> = (config, plugin) =>
  configureHelmChart(
    read<HelmChartSettings & HelmGlobals>(
      config,
      'HelmChartInflationGenerator',
      {
        ...schema.HELM_GLOBALS.fields,
        ...schema.HELM_CHART.fields,
      },
    ),
    plugin,
  );

interface PolicySettings {
  cloud?: string;
  kubernetesService?: { name?: string; namespace?: string };
  serviceAccount?: { name?: string; projectId?: string };
}

const iamPolicy: Configure<Generator> = (config, { state }) => {
  const text = (...names: string[]) =>
    Object.fromEntries(names.map(name => [name, 'string' as const]));
  const settings = read<PolicySettings>(config, 'IAMPolicyGenerator', {
    cloud: 'string',
    kubernetesService: {
      struct: 'KubernetesService',
      fields: text('name', 'namespace'),
    },
    serviceAccount: {
      struct: 'ServiceAccount',
      fields: text('name', 'projectId'),
    },
  });
  return () => {
    if (settings.cloud !== 'gke') {
      throw new KustomizeError(
        'invalid-config',
        `cloud provider ${settings.cloud ?? ''} not supported yet`,
      );
    }
    return readResources(gkeServiceAccount(settings), state);
  };
};

/** The values stand in the text as they are given, as in kustomize. */
function gkeServiceAccount({
  kubernetesService,
  serviceAccount,
}: PolicySettings): string {
  const email = `${serviceAccount?.name ?? ''}@${
    serviceAccount?.projectId ?? ''
  }.iam.gserviceaccount.com`;
  const namespaceLine = kubernetesService?.namespace
    ? `  namespace: ${kubernetesService.namespace}\n`
    : '';
  return (
    'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  annotations:\n' +
    `    iam.gke.io/gcp-service-account: ${email}\n` +
    `  name: ${kubernetesService?.name ?? ''}\n${namespaceLine}`
  );
}

/** Generators that a kustomization may name in `generators`. */
export const GENERATOR_KINDS: Readonly<Record<string, Configure<Generator>>> = {
  ConfigMapGenerator: generator(schema.CONFIG_MAP_ARGS, generateConfigMap),
  SecretGenerator: generator(schema.SECRET_ARGS, generateSecret),
  HelmChartInflationGenerator: helmChart,
  IAMPolicyGenerator: iamPolicy,
};
