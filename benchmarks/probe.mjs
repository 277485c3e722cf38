/**
 * Preload of a measured program (`node --import`): delays of its event loop and
 * requests that it sends, asked for over the IPC channel. A message `reset`
 * begins anew; `read` is answered with an object:
 * `loop` - milliseconds `p50`, `p99` and `max` by which the event loop was late;
 * `requests` - how many, by method, resource and what was asked of it;
 * `memory` - MiB as of `process.memoryUsage`.
 */
import diagnostics from 'node:diagnostics_channel';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const RESOLUTION_MS = 5;

/** `PATCH helmreleases/status`, `GET secrets labelSelector`, … */
function describe({ method, path }) {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const parts = pathname.split('/').filter(Boolean);
  const isApi = ['api', 'apis'].includes(parts[0]) && parts.length > 1;
  // Of artifacts and the like only where they are.
  if (!isApi) return `${method} /${parts[0] ?? ''}`;
  let rest = parts.slice(parts[0] === 'api' ? 2 : 3);
  if (rest[0] === 'namespaces' && rest.length > 2) rest = rest.slice(2);
  const [resource = pathname, name, subresource] = rest;
  const isList = method === 'GET' && name === undefined;
  return [
    method,
    [resource, subresource].filter(Boolean).join('/'),
    isList && 'list',
    ...['watch', 'dryRun', 'labelSelector'].filter(key =>
      searchParams.has(key),
    ),
  ]
    .filter(Boolean)
    .join(' ');
}

function toMs(nanoseconds) {
  return Number((nanoseconds / 1e6).toFixed(1));
}

function start() {
  // How late a timer is counts from the time at which it was due.
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const lateness = value => Math.max(0, toMs(value) - RESOLUTION_MS);
  delay.enable();
  let requests = {};
  diagnostics.subscribe('undici:request:create', ({ request }) => {
    const key = describe(request);
    requests[key] = (requests[key] ?? 0) + 1;
  });
  process.on('message', what => {
    if (what === 'reset') {
      delay.reset();
      requests = {};
    }
    if (what !== 'read') return;
    const memory = Object.fromEntries(
      Object.entries(process.memoryUsage()).map(([name, bytes]) => [
        name,
        Math.round(bytes / 1024 / 1024),
      ]),
    );
    process.send({
      loop: {
        p50: lateness(delay.percentile(50)),
        p99: lateness(delay.percentile(99)),
        max: lateness(delay.max),
      },
      requests,
      memory,
    });
  });
  process.channel?.unref();
}

if (isMainThread && process.send) start();
