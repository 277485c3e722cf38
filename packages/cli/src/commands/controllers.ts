import { parseDuration } from '@backstage-gitops/kube';
import {
  DEFAULT_HOST_OPTIONS,
  startControllers,
  type ControllerHostOptions,
} from '@backstage-gitops/plugin-gitops-controllers';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { parseArgs } from 'util';
import type { Command, CommandIo } from '../command';
import { createLogger } from '../createLogger';
import { loadKubeConfig } from '../kubeConfig';

const HELP = `Usage: gitops controllers [flags]

Runs the controllers on one cluster until it is stopped.

  --kubeconfig FILE                   default: KUBECONFIG, ~/.kube/config, the pod's account
  --context NAME                      default: the file's current context
  --concurrent N                      objects reconciled at once, by kind
  --storage-path DIR                  artifact store; default: in the temporary directory
  --storage-addr HOST:PORT            artifact server; default 127.0.0.1:0 (a free port)
  --storage-adv-addr HOST:PORT        its address in status.artifact.url
  --artifact-retention-ttl DURATION   default 1m0s
  --artifact-retention-records N      default 2
  --no-cross-namespace-refs           refuse references to other namespaces
  --default-service-account NAME      for objects that name none
  --watch-label-selector SELECTOR     objects to look after
  --watch-all-namespaces=false        only the namespace of --namespace
  --namespace NAME                    of leases; default flux-system
  --interval-jitter-percentage N      default 5
  --min-retry-delay DURATION          default 750ms
  --max-retry-delay DURATION          default 15m0s
  --requeue-dependency DURATION       default 30s
  --feature-gates NAME=BOOL,...
  --worker-threads N                  default: processors, at most 4
  --metrics-addr HOST:PORT            Prometheus metrics; default: none
  --health-addr HOST:PORT             /healthz and /readyz; default: none
  --enable-leader-election=false      run without leases
  --log-level debug|info|error        default info
`;

const OPTIONS = {
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  concurrent: { type: 'string' },
  'storage-path': { type: 'string' },
  'storage-addr': { type: 'string' },
  'storage-adv-addr': { type: 'string' },
  'artifact-retention-ttl': { type: 'string' },
  'artifact-retention-records': { type: 'string' },
  'no-cross-namespace-refs': { type: 'string' },
  'default-service-account': { type: 'string' },
  'watch-label-selector': { type: 'string' },
  'watch-all-namespaces': { type: 'string' },
  namespace: { type: 'string' },
  'interval-jitter-percentage': { type: 'string' },
  'min-retry-delay': { type: 'string' },
  'max-retry-delay': { type: 'string' },
  'requeue-dependency': { type: 'string' },
  'feature-gates': { type: 'string' },
  'worker-threads': { type: 'string' },
  'metrics-addr': { type: 'string' },
  'health-addr': { type: 'string' },
  'enable-leader-election': { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'string' },
} as const;

const SWITCHES = [
  'no-cross-namespace-refs',
  'watch-all-namespaces',
  'enable-leader-election',
  'help',
];

/** Flags of the controllers as Go's flag packages read them: `--x`, `--x=true`. */
function normalizeSwitches(argv: readonly string[]): string[] {
  return argv.map(word => {
    const name = word === '-h' ? 'help' : word.replace(/^--?/, '');
    return word.startsWith('-') && SWITCHES.includes(name)
      ? `--${name}=true`
      : word;
  });
}

/** The flags as texts. @throws TypeError - an unknown flag */
export function parseFlags(argv: readonly string[]) {
  return parseArgs({ args: normalizeSwitches(argv), options: OPTIONS }).values;
}

type Flags = ReturnType<typeof parseFlags>;

function toBoolean(flags: Flags, name: keyof Flags, initial: boolean): boolean {
  const text = flags[name];
  if (text === undefined) {
    return initial;
  }
  if (!['true', 'false', '1', '0'].includes(text)) {
    throw new Error(`--${name} takes true or false, not "${text}"`);
  }
  return text === 'true' || text === '1';
}

function toNumber(flags: Flags, name: keyof Flags): number | undefined {
  const text = flags[name];
  if (text !== undefined && !/^\d+$/.test(text)) {
    throw new Error(`--${name} takes a number, not "${text}"`);
  }
  return text === undefined ? undefined : Number(text);
}

function toMs(flags: Flags, name: keyof Flags, initial: number): number {
  const text = flags[name];
  return text === undefined ? initial : parseDuration(text);
}

function toGates(text = ''): Record<string, boolean> {
  const entries = text.split(',').filter(part => part.trim() !== '');
  return Object.fromEntries(
    entries.map(part => {
      const [name, value] = part.split('=');
      if (value !== 'true' && value !== 'false') {
        throw new Error(`--feature-gates takes NAME=true|false, not "${part}"`);
      }
      return [name.trim(), value === 'true'];
    }),
  );
}

/**
 * Reads the flags, which are those of Flux's controllers.
 * @throws Error - an unknown flag or a value of the wrong form
 */
export function toHostOptions(
  flags: Flags,
  cwd: string,
): ControllerHostOptions {
  const defaults = DEFAULT_HOST_OPTIONS;
  const concurrent = toNumber(flags, 'concurrent');
  const namespace = flags.namespace ?? defaults.leaderElection.namespace;
  const isEverywhere = toBoolean(flags, 'watch-all-namespaces', true);
  const path = flags['storage-path'];
  return {
    concurrent: {
      gitRepository: concurrent ?? defaults.concurrent.gitRepository,
      kustomization: concurrent ?? defaults.concurrent.kustomization,
    },
    storage: {
      ...defaults.storage,
      path: path
        ? resolve(cwd, path)
        : join(tmpdir(), 'gitops-artifacts', 'cli'),
      address: flags['storage-addr'] ?? defaults.storage.address,
      advertisedAddress: flags['storage-adv-addr'],
      retentionTtlMs: toMs(
        flags,
        'artifact-retention-ttl',
        defaults.storage.retentionTtlMs,
      ),
      retentionRecords:
        toNumber(flags, 'artifact-retention-records') ??
        defaults.storage.retentionRecords,
    },
    workerThreads: toNumber(flags, 'worker-threads'),
    noCrossNamespaceRefs: toBoolean(flags, 'no-cross-namespace-refs', false),
    defaultServiceAccount: flags['default-service-account'] ?? '',
    intervalJitterPercent:
      toNumber(flags, 'interval-jitter-percentage') ??
      defaults.intervalJitterPercent,
    minRetryDelayMs: toMs(flags, 'min-retry-delay', defaults.minRetryDelayMs),
    maxRetryDelayMs: toMs(flags, 'max-retry-delay', defaults.maxRetryDelayMs),
    requeueDependencyMs: toMs(
      flags,
      'requeue-dependency',
      defaults.requeueDependencyMs,
    ),
    watchLabelSelector: flags['watch-label-selector'] ?? '',
    watchNamespace: isEverywhere ? undefined : namespace,
    featureGates: toGates(flags['feature-gates']),
    strictMac: defaults.strictMac,
    metricsAddress: flags['metrics-addr'],
    healthAddress: flags['health-addr'],
    leaderElection: {
      isEnabled: toBoolean(flags, 'enable-leader-election', true),
      namespace,
    },
  };
}

async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = parseFlags(argv);
  if (toBoolean(flags, 'help', false)) {
    io.stdout.write(HELP);
    return 0;
  }
  const options = toHostOptions(flags, io.cwd);
  const host = await startControllers({
    kubeConfig: loadKubeConfig(flags, io),
    options,
    logger: createLogger(io.stderr, flags['log-level'] ?? 'info'),
    signal: io.signal,
  });
  io.stdout.write(`serving artifacts at ${host.artifactsUrl}\n`);
  await host.stopped;
  return 0;
}

/** `gitops controllers`: the same controllers as the backend plugin's. */
export const command: Command = {
  name: 'controllers',
  summary: 'Run the controllers without a portal',
  run,
};
