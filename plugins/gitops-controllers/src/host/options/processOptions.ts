import { option } from './schema';

/** How the controllers end, and what makes them; flags and defaults are Flux's. */
export const processOptions = {
  gracefulShutdownTimeoutMs: option.duration({
    flag: 'graceful-shutdown-timeout',
    doc: 'Time that running reconciles get to store how far they came once the controllers stop.',
    default: 600_000,
  }),
  oomWatchIntervalMs: option.duration({
    flag: 'oom-watch-interval',
    config: 'oomWatch.interval',
    doc: 'Pause between looks at the memory in use. Needs the feature gate OOMWatch.',
    default: 500,
    min: 50,
  }),
  oomWatchMemoryThreshold: option.integer<number>({
    flag: 'oom-watch-memory-threshold',
    config: 'oomWatch.memoryThreshold',
    doc: "Percent of the cgroup's memory at which the controllers stop. Needs the feature gate OOMWatch.",
    default: 95,
    min: 1,
    max: 100,
  }),
  oomWatchMaxMemoryPath: option.string<string>({
    flag: 'oom-watch-max-memory-path',
    config: 'oomWatch.maxMemoryPath',
    doc: "File with the cgroup's memory limit; found by itself when empty. Needs the feature gate OOMWatch.",
    default: '',
    valueName: 'FILE',
  }),
  oomWatchCurrentMemoryPath: option.string<string>({
    flag: 'oom-watch-current-memory-path',
    config: 'oomWatch.currentMemoryPath',
    doc: 'File with the memory that the cgroup uses; found by itself when empty. Needs the feature gate OOMWatch.',
    default: '',
    valueName: 'FILE',
  }),
};
