import { HostError } from '../errors';
import { requireKnownGates } from '../gates';
import { sectionOf } from '../module';
import type { ControllerModule } from '../module';
import { HOST_OPTIONS } from './hostOptions';
import type { HostOptions } from './hostOptions';
import { defaultsOf } from './schema';
import type { Option, OptionsSchema } from './schema';

/** All settings of one host. */
export interface ControllerHostOptions {
  readonly host: HostOptions;
  /** Values of each module's options, by its section. */
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Where values come from; undefined where none is given. */
type ReadValue = (
  name: string,
  option: Option,
  /** Section of a module; undefined: the host's own. */
  section: string | undefined,
) => unknown;

function resolveSchema(
  schema: OptionsSchema,
  read: (name: string, option: Option) => unknown,
): Record<string, unknown> {
  const values: Record<string, unknown> = { ...defaultsOf(schema) };
  for (const [name, option] of Object.entries(schema)) {
    const value = read(name, option);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function requireOrder(host: HostOptions): void {
  if (host.minRetryDelayMs > host.maxRetryDelayMs) {
    throw new HostError(
      'invalid-option',
      'the first pause after a failure (min-retry-delay) is longer than the longest (max-retry-delay)',
    );
  }
  const { leaseDurationMs, leaseRenewDeadlineMs, leaseRetryPeriodMs } = host;
  const isSound =
    leaseDurationMs > leaseRenewDeadlineMs &&
    leaseRenewDeadlineMs > leaseRetryPeriodMs;
  if (!isSound) {
    throw new HostError(
      'invalid-option',
      'leader election needs lease duration > renew deadline > retry period',
    );
  }
}

const STORE = 'the artifact store (gitops.artifacts.store, --storage-…)';

function requireStore(host: HostOptions): void {
  const { storageType, storageS3Bucket, storageS3AccessKeyId } = host;
  const hasKey = storageS3AccessKeyId !== '';
  const problems: [isGiven: boolean, text: string][] = [
    [
      storageType !== 's3' && (hasKey || storageS3Bucket !== ''),
      'has a bucket or its keys, but is not of type s3',
    ],
    [
      storageType === 's3' && storageS3Bucket === '',
      'is of type s3 and needs a bucket',
    ],
    [
      hasKey !== (host.storageS3SecretAccessKey !== undefined),
      'needs both accessKeyId and secretAccessKey, or neither',
    ],
  ];
  const problem = problems.find(([isGiven]) => isGiven);
  if (problem) {
    throw new HostError('invalid-option', `${STORE} ${problem[1]}`);
  }
}

function requireKnownComponents(
  modules: readonly ControllerModule[],
  { components }: HostOptions,
): void {
  const known: ReadonlySet<string> = new Set(
    modules.map(({ kind }) => kind.component),
  );
  const unknown = components.find(name => !known.has(name));
  if (unknown !== undefined) {
    throw new HostError(
      'invalid-option',
      `there is no component "${unknown}"; choose from ${[...known].join(
        ', ',
      )}`,
    );
  }
}

/**
 * Fills the settings of host and modules. A module's option counts, in this
 * order: as given in the module's section, as given for all controllers, its
 * default.
 * @throws HostError - `invalid-option`
 */
export function resolveOptions(
  modules: readonly ControllerModule[],
  read: ReadValue = () => undefined,
): ControllerHostOptions {
  const host = resolveSchema(HOST_OPTIONS, (name, option) =>
    read(name, option, undefined),
  ) as HostOptions;
  requireOrder(host);
  requireStore(host);
  requireKnownComponents(modules, host);
  requireKnownGates(modules, host.featureGates);
  return {
    host,
    modules: Object.fromEntries(
      modules.map(module => {
        const section = sectionOf(module);
        const values = resolveSchema(
          module.options,
          (name, option) =>
            read(name, option, section) ?? read(name, option, undefined),
        );
        return [section, values];
      }),
    ),
  };
}
