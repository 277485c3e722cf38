import { processOptions } from './processOptions';
import { option } from './schema';
import type { OptionValues } from './schema';
import { storageOptions } from './storageOptions';
import { textForms } from './textForms';

/**
 * Settings of the process and of all its controllers. Flags and defaults are
 * those of Flux's controllers, except that servers listen on this machine only.
 */
export const HOST_OPTIONS = {
  components: option.strings({
    flag: 'components',
    doc: 'Components to run, such as source-controller; all when empty.',
    default: [],
  }),
  namespace: option.string({
    flag: 'namespace',
    doc: 'Namespace of the controllers and of their Leases.',
    default: 'flux-system',
    form: textForms.namespace,
    isRequired: true,
  }),
  watchAllNamespaces: option.boolean({
    flag: 'watch-all-namespaces',
    doc: 'Reconciles objects of all namespaces; false: only of the own one.',
    default: true,
  }),
  watchLabelSelector: option.string({
    flag: 'watch-label-selector',
    doc: 'Label selector of the objects to reconcile, for shards; all when empty.',
    default: '',
    valueName: 'SELECTOR',
    form: textForms.labelSelector,
  }),
  minRetryDelayMs: option.duration({
    flag: 'min-retry-delay',
    doc: 'First pause after a failure.',
    default: 750,
    min: 1,
  }),
  maxRetryDelayMs: option.duration({
    flag: 'max-retry-delay',
    doc: 'Longest pause after failures.',
    default: 900_000,
  }),
  intervalJitterPercentage: option.integer({
    flag: 'interval-jitter-percentage',
    doc: 'Percent by which intervals vary.',
    default: 5,
    max: 99,
  }),
  requeueDependencyMs: option.duration({
    flag: 'requeue-dependency',
    doc: 'Pause before a dependency that is not ready is read again.',
    default: 30_000,
  }),
  featureGates: option.switches({
    flag: 'feature-gates',
    doc: 'Feature gates by name; one that no controller knows is refused.',
    default: {},
  }),
  kubeApiQps: option.integer({
    flag: 'kube-api-qps',
    doc: 'Requests to the API server a second, on average.',
    default: 50,
    min: 1,
  }),
  kubeApiBurst: option.integer({
    flag: 'kube-api-burst',
    doc: 'Requests to the API server at once.',
    default: 300,
    min: 1,
  }),
  isLeaderElectionEnabled: option.boolean({
    flag: 'enable-leader-election',
    config: 'leaderElection.enabled',
    doc: 'Runs a component only while its Lease is held.',
    default: true,
  }),
  leaseDurationMs: option.duration({
    flag: 'leader-election-lease-duration',
    config: 'leaderElection.leaseDuration',
    doc: 'Time without renewal after which others may take a Lease.',
    default: 35_000,
  }),
  leaseRenewDeadlineMs: option.duration({
    flag: 'leader-election-renew-deadline',
    config: 'leaderElection.renewDeadline',
    doc: 'Time without renewal after which the holder stops.',
    default: 30_000,
  }),
  leaseRetryPeriodMs: option.duration({
    flag: 'leader-election-retry-period',
    config: 'leaderElection.retryPeriod',
    doc: 'Pause between attempts to take or renew a Lease.',
    default: 5_000,
    min: 100,
  }),
  ...processOptions,
  ...storageOptions,
  archiveCacheMib: option.integer({
    flag: 'archive-cache-mib',
    doc: 'MiB of unpacked archives that builds keep in memory, all threads together.',
    default: 256,
    min: 0,
  }),
  archiveMaxMib: option.integer({
    flag: 'archive-max-mib',
    doc: 'MiB that one archive may unpack to for a build.',
    default: 512,
    min: 1,
    max: 4095,
  }),
  httpRetry: option.integer({
    flag: 'http-retry',
    doc: 'Retries of an artifact download.',
    default: 9,
  }),
  workerThreads: option.integer<number | undefined>({
    flag: 'worker-threads',
    doc: 'Threads for builds and archives, 0 for none; default processors, at most 4.',
    default: undefined,
  }),
  networkDeny: option.strings({
    flag: 'network-deny',
    config: 'network.deny',
    doc: 'Addresses, ranges and hosts that no connection for an object may go to, besides link-local addresses and the metadata services of clouds.',
    default: [],
    form: textForms.networkRule,
  }),
  networkAllow: option.strings({
    flag: 'network-allow',
    config: 'network.allow',
    doc: 'Addresses, ranges and hosts that connections may go to although they are denied.',
    default: [],
    form: textForms.networkRule,
  }),
  eventsAddress: option.string({
    flag: 'events-addr',
    doc: 'URL that events are sent to, that of a notification-controller; none when empty.',
    default: '',
    valueName: 'URL',
    form: textForms.url,
  }),
  receiverAddress: option.string<string | undefined>({
    flag: 'receiverAddr',
    doc: 'Address of the webhooks of Receivers, besides those of the backend; default none.',
    default: undefined,
    valueName: 'HOST:PORT',
    form: textForms.listenAddress,
  }),
  metricsAddress: option.string<string | undefined>({
    flag: 'metrics-addr',
    doc: 'Address of Prometheus metrics; default none.',
    default: undefined,
    valueName: 'HOST:PORT',
    form: textForms.listenAddress,
  }),
  healthAddress: option.string<string | undefined>({
    flag: 'health-addr',
    doc: 'Address of /healthz and /readyz; default none.',
    default: undefined,
    valueName: 'HOST:PORT',
    form: textForms.listenAddress,
  }),
} as const;

/** Values of {@link HOST_OPTIONS}. */
export type HostOptions = OptionValues<typeof HOST_OPTIONS>;
