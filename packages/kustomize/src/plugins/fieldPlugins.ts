import { spec } from '../config/defaultConfig';
import { mergeFieldSpecs } from '../config/fieldSpecs';
import { completeSpec } from '../config/readConfigurations';
import type { TransformerConfig } from '../config/transformerConfig';
import { KustomizeError, withPrefix } from '../errors';
import {
  generateConfigMap,
  generateSecret,
  mergeGeneratorOptions,
} from '../generators/configMapAndSecret';
import type { Kustomization, LabelSettings } from '../load/kustomizationTypes';
import type { Origin } from '../resources/origin';
import { imageTransformer } from '../transformers/images';
import { mapEntriesTransformer } from '../transformers/labels';
import { namespaceTransformer } from '../transformers/namespace';
import {
  prefixTransformer,
  suffixTransformer,
} from '../transformers/prefixSuffix';
import { replicaTransformer } from '../transformers/replicas';
import type { FieldSpec } from '../transformers/fieldSpec';
import type { Transformer } from '../transformers/transformer';
import { configureHelmChart } from './helmPlugin';
import {
  json6902Transformer,
  patchTransformer,
  strategicMergeTransformer,
} from './patchPlugins';
import type { GeneratorStep, PluginContext, TransformerStep } from './plugin';
import { configureReplacements } from './replacementPlugin';

/** Gives a step of a built-in kind its origin, when origins are recorded. */
export type OriginOf = (kind: string) => Origin | undefined;

function configured<T>(kind: string, configure: () => T): T {
  return withPrefix(`trouble configuring builtin ${kind}`, configure);
}

/**
 * The generators of a kustomization's own fields, in kustomize's order.
 * @param helmNamespace - namespace of an including kustomization, for charts
 * @throws KustomizeError - helm, invalid-config
 */
export function fieldGenerators(
  kustomization: Kustomization,
  plugin: PluginContext,
  originOf: OriginOf,
  helmNamespace: string,
): GeneratorStep[] {
  const { generatorOptions } = kustomization;
  const context = {
    context: plugin.state.context,
    load: (path: string) => plugin.loader.load(path),
  };
  const maps = (kustomization.configMapGenerator ?? []).map(settings => ({
    generate: () => [
      generateConfigMap(
        {
          ...settings,
          options: mergeGeneratorOptions(settings.options, generatorOptions),
        },
        context,
      ),
    ],
    origin: originOf('ConfigMapGenerator'),
  }));
  const secrets = (kustomization.secretGenerator ?? []).map(settings => ({
    generate: () => [
      generateSecret(
        {
          ...settings,
          options: mergeGeneratorOptions(settings.options, generatorOptions),
        },
        context,
      ),
    ],
    origin: originOf('SecretGenerator'),
  }));
  const charts = (kustomization.helmCharts ?? []).map(settings => ({
    generate: configured('HelmChartInflationGenerator', () =>
      configureHelmChart(
        {
          ...kustomization.helmGlobals,
          ...settings,
          namespace:
            settings.namespace || kustomization.namespace || helmNamespace,
        },
        plugin,
      ),
    ),
    origin: originOf('HelmChartInflationGenerator'),
  }));
  return [...maps, ...secrets, ...charts];
}

/**
 * The transformers of a kustomization's own fields, in kustomize's order.
 * @throws KustomizeError - invalid-config, invalid-patch, not-found
 */
export function fieldTransformers(
  kustomization: Kustomization,
  config: TransformerConfig,
  plugin: PluginContext,
  originOf: OriginOf,
): TransformerStep[] {
  const steps: TransformerStep[] = [];
  const add: AddTransformer = (kind, configure) => {
    steps.push({
      transform: configured(kind, configure),
      origin: originOf(kind),
    });
  };
  const k = kustomization;
  if (k.patchesStrategicMerge?.length) {
    const paths = k.patchesStrategicMerge;
    add('PatchStrategicMergeTransformer', () =>
      strategicMergeTransformer({ paths }, plugin),
    );
  }
  for (const patch of k.patches ?? []) {
    add('PatchTransformer', () => patchTransformer(patch, plugin));
  }
  addNames(k, config, add);
  addLabels(k, config, add);
  if (k.commonAnnotations?.size) {
    const annotations = k.commonAnnotations;
    add('AnnotationsTransformer', () =>
      mapEntriesTransformer(annotations, config.commonAnnotations),
    );
  }
  for (const { target, path, patch } of k.patchesJson6902 ?? []) {
    add('PatchJson6902Transformer', () =>
      json6902Transformer({ target, path, jsonOp: patch }, plugin),
    );
  }
  for (const replica of k.replicas ?? []) {
    add('ReplicaCountTransformer', () =>
      replicaTransformer(replica, config.replicas),
    );
  }
  for (const image of k.images ?? []) {
    add('ImageTagTransformer', () => imageTransformer(image, config.images));
  }
  if (k.replacements?.length) {
    const entries = k.replacements;
    add('ReplacementTransformer', () => configureReplacements(entries, plugin));
  }
  return steps;
}

/** Configures a transformer and puts it behind the earlier ones. */
type AddTransformer = (kind: string, configure: () => Transformer) => void;

function addNames(
  { namespace, namePrefix, nameSuffix }: Kustomization,
  config: TransformerConfig,
  add: AddTransformer,
): void {
  if (namespace) {
    const settings = { namespace, fieldSpecs: config.namespace };
    add('NamespaceTransformer', () => namespaceTransformer(settings));
  }
  if (namePrefix) {
    add('PrefixTransformer', () =>
      prefixTransformer(namePrefix, config.namePrefix),
    );
  }
  if (nameSuffix) {
    add('SuffixTransformer', () =>
      suffixTransformer(nameSuffix, config.nameSuffix),
    );
  }
}

function addLabels(
  { labels = [], commonLabels }: Kustomization,
  config: TransformerConfig,
  add: AddTransformer,
): void {
  if (labels.length === 0 && !commonLabels?.size) return;
  for (const label of labels) {
    const specs = labelSpecs(label, config);
    add('LabelTransformer', () =>
      mapEntriesTransformer(label.pairs ?? new Map(), specs),
    );
  }
  add('LabelTransformer', () =>
    mapEntriesTransformer(commonLabels ?? new Map(), config.commonLabels),
  );
}

function labelSpecs(
  label: LabelSettings,
  config: TransformerConfig,
): FieldSpec[] {
  try {
    const own = mergeFieldSpecs(
      (label.fields ?? []).map(completeSpec),
      config.labels,
    );
    if (label.includeSelectors)
      return mergeFieldSpecs(own, config.commonLabels);
    const templates = label.includeTemplates
      ? mergeFieldSpecs(own, config.templateLabels)
      : own;
    return mergeFieldSpecs(templates, [
      spec('metadata/labels', { create: true }),
    ]);
  } catch (cause) {
    throw new KustomizeError(
      'invalid-config',
      `failed to merge labels: ${
        cause instanceof Error ? cause.message : cause
      }`,
    );
  }
}
