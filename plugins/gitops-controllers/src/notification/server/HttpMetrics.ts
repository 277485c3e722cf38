import { Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

const LABELS = ['service', 'handler', 'method', 'code'] as const;
/** Bytes: 100 to a gigabyte, as the library that Flux uses has them. */
const SIZE_BUCKETS = Array.from({ length: 8 }, (_, index) => 100 * 10 ** index);

/** The method as a label: others than those of HTTP would fill the registry. */
function methodOf(method = 'GET'): string {
  return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method)
    ? method
    : 'OTHER';
}

/**
 * Metrics of a server, under the names of Flux: `<prefix>_http_request_duration_seconds`,
 * `<prefix>_http_response_size_bytes` and `<prefix>_http_requests_inflight`.
 * @see slok/go-http-metrics
 */
export class HttpMetrics {
  readonly #duration: Histogram;
  readonly #size: Histogram;
  readonly #inflight: Gauge;

  /** @param prefix - `gotk_event`, `gotk_receiver` */
  constructor(prefix: string, registry: Registry) {
    const registers = [registry];
    this.#duration = new Histogram({
      name: `${prefix}_http_request_duration_seconds`,
      help: 'The latency of the HTTP requests.',
      labelNames: LABELS,
      registers,
    });
    this.#size = new Histogram({
      name: `${prefix}_http_response_size_bytes`,
      help: 'The size of the HTTP responses.',
      labelNames: LABELS,
      buckets: SIZE_BUCKETS,
      registers,
    });
    this.#inflight = new Gauge({
      name: `${prefix}_http_requests_inflight`,
      help: 'The number of inflight requests being handled at the same time.',
      labelNames: ['service', 'handler'],
      registers,
    });
  }

  /** @returns notes the end of a request */
  begin(
    handler: string,
    method?: string,
  ): (status: number, sizeBytes: number) => void {
    const place = { service: '', handler };
    const startedAt = performance.now();
    this.#inflight.inc(place);
    return (status, sizeBytes) => {
      const labels = { ...place, method: methodOf(method), code: `${status}` };
      this.#inflight.dec(place);
      this.#duration.observe(labels, (performance.now() - startedAt) / 1000);
      this.#size.observe(labels, sizeBytes);
    };
  }
}
