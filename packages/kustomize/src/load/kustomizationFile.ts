import { decode } from '@backstage-gitops/go-yaml';
import { isKustomizeError, KustomizeError, withPrefix } from '../errors';
import type { JsonValue } from '../resources/toValue';
import { decodeJson } from './decodeJson';
import { KUSTOMIZATION } from './kustomizationSchema';
import type {
  HelmChartSettings,
  Kustomization,
  LegacyHelmChartSettings,
} from './kustomizationTypes';
import { decodeText } from './text';

/** Names under which a kustomization is found; a directory may have one of them. */
const KUSTOMIZATION_FILE_NAMES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
] as const;

/** A kustomization file, read, checked and with old fields in their new place. */
interface LoadedKustomization {
  readonly kustomization: Kustomization;
  readonly fileName: string;
  readonly warnings: readonly string[];
}

/**
 * Finds and reads the kustomization of a directory.
 * @param tryRead - content of a file in the directory, `undefined` when there is none
 * @param directory - for messages
 * @throws KustomizeError - missing-kustomization, invalid-kustomization
 */
export function loadKustomizationFile(
  tryRead: (name: string) => Uint8Array | undefined,
  directory: string,
): LoadedKustomization {
  const found = KUSTOMIZATION_FILE_NAMES.flatMap(fileName => {
    const content = tryRead(fileName);
    return content === undefined ? [] : [{ fileName, content }];
  });
  if (found.length === 0) {
    throw new KustomizeError(
      'missing-kustomization',
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${directory}'`,
      { file: directory },
    );
  }
  if (found.length > 1) {
    throw new KustomizeError(
      'missing-kustomization',
      `Found multiple kustomization files under: ${directory}; keep one of ${found
        .map(file => file.fileName)
        .join(', ')}`,
      { file: directory },
    );
  }
  const { fileName, content } = found[0];
  const kustomization = parseKustomization(content, `${directory}/${fileName}`);
  const warnings = deprecations(kustomization);
  moveOldFields(kustomization);
  requireContent(kustomization);
  requireKnownKind(kustomization, directory);
  return { kustomization, fileName, warnings };
}

/**
 * Reads the text of a kustomization file as it stands.
 * @throws KustomizeError - invalid-kustomization
 */
function parseKustomization(content: Uint8Array, file: string): Kustomization {
  return withPrefix('invalid Kustomization', () => {
    const value = withoutConversion(() => decodeSigs(content, file));
    return value === null
      ? {}
      : decodeJson<Kustomization>(value, KUSTOMIZATION, {
          refuseUnknown: true,
          coerceScalars: false,
        });
  });
}

/** Kustomize finds malformed YAML before it makes JSON of it. */
function withoutConversion<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isSyntax =
      isKustomizeError(error) &&
      (error.cause as { code?: unknown } | undefined)?.code === 'SYNTAX';
    if (!isSyntax) throw error;
    const text = error.message.replace('error converting YAML to JSON: ', '');
    throw new KustomizeError(error.code, text, error);
  }
}

/**
 * Reads the first document of a YAML text as JSON data by the rules of
 * sigs.k8s.io/yaml (YAML 1.1 words).
 * @throws KustomizeError - malformed-yaml
 */
export function decodeSigs(
  content: Uint8Array | string,
  file?: string,
): JsonValue {
  const text =
    typeof content === 'string' ? content : decodeText(content, file);
  try {
    return (decode(text, { dialect: 'sigs' }) ?? null) as JsonValue;
  } catch (cause) {
    const { message, line, column } = cause as Error & {
      line?: number;
      column?: number;
    };
    throw new KustomizeError('malformed-yaml', message, {
      file,
      line,
      column,
      cause,
    });
  }
}

const FIX =
  "Run 'kustomize edit fix' to update your Kustomization automatically.";

const DEPRECATED: readonly [
  old: keyof Kustomization,
  replacement: string,
  advice: string,
][] = [
  ['bases', 'resources', FIX],
  ['commonLabels', 'labels', FIX],
  ['imageTags', 'images', FIX],
  ['patchesJson6902', 'patches', FIX],
  ['patchesStrategicMerge', 'patches', FIX],
  ['vars', 'replacements', `[EXPERIMENTAL] ${FIX}`],
];

function deprecations(kustomization: Kustomization): string[] {
  return DEPRECATED.filter(([field]) => kustomization[field] !== undefined).map(
    ([field, replacement, advice]) =>
      `# Warning: '${field}' is deprecated. Please use '${replacement}' instead. ${advice}`,
  );
}

function joined<T>(a: T[] | undefined, b: T[] | undefined): T[] | undefined {
  return b === undefined || b.length === 0 ? a : [...(a ?? []), ...b];
}

function moveOldFields(kustomization: Kustomization): void {
  kustomization.kind ||= 'Kustomization';
  kustomization.apiVersion ||=
    kustomization.kind === 'Component'
      ? 'kustomize.config.k8s.io/v1alpha1'
      : 'kustomize.config.k8s.io/v1beta1';
  kustomization.resources = joined(
    kustomization.resources,
    kustomization.bases,
  );
  delete kustomization.bases;
  kustomization.images = joined(kustomization.images, kustomization.imageTags);
  delete kustomization.imageTags;
  for (const generator of [
    ...(kustomization.configMapGenerator ?? []),
    ...(kustomization.secretGenerator ?? []),
  ]) {
    if (generator.env) generator.envs = joined(generator.envs, [generator.env]);
    delete generator.env;
  }
  moveOldHelmCharts(kustomization);
}

function moveOldHelmCharts(kustomization: Kustomization): void {
  const old = kustomization.helmChartInflationGenerator ?? [];
  delete kustomization.helmChartInflationGenerator;
  const last = (field: 'helmHome' | 'chartHome') =>
    old
      .map(chart => chart[field])
      .filter(Boolean)
      .pop();
  const [configHome, chartHome] = [last('helmHome'), last('chartHome')];
  if (kustomization.helmGlobals === undefined && (configHome || chartHome)) {
    kustomization.helmGlobals = { configHome, chartHome };
  }
  kustomization.helmCharts = joined(
    kustomization.helmCharts,
    old.map(newHelmChart),
  );
}

function newHelmChart(old: LegacyHelmChartSettings): HelmChartSettings {
  return {
    name: old.chartName,
    version: old.chartVersion,
    repo: old.chartRepoUrl,
    valuesFile: old.values,
    valuesInline: old.valuesLocal,
    valuesMerge: old.valuesMerge,
    releaseName: old.releaseName,
  };
}

function requireContent(kustomization: Kustomization): void {
  const isEmpty = Object.entries(kustomization).every(
    ([field, value]) =>
      field === 'kind' ||
      field === 'apiVersion' ||
      value === undefined ||
      value === '',
  );
  if (isEmpty) {
    throw new KustomizeError(
      'invalid-kustomization',
      'kustomization.yaml is empty',
    );
  }
}

function requireKnownKind(
  { kind, apiVersion }: Kustomization,
  directory: string,
): void {
  const faults: string[] = [];
  if (kind !== 'Kustomization' && kind !== 'Component') {
    faults.push('kind should be Kustomization or Component');
  }
  const wanted = `kustomize.config.k8s.io/${
    kind === 'Component' ? 'v1alpha1' : 'v1beta1'
  }`;
  if (apiVersion !== wanted) {
    faults.push(`apiVersion for ${kind} should be ${wanted}`);
  }
  if (faults.length > 0) {
    throw new KustomizeError(
      'invalid-kustomization',
      `Failed to read kustomization file under ${directory}:\n${faults.join(
        '\n',
      )}`,
      { file: directory },
    );
  }
}
