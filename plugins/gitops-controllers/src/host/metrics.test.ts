import perfHooks from 'perf_hooks';
import { PrometheusMetrics } from './metrics';

const object = {
  kind: 'GitRepository',
  metadata: { name: 'app', namespace: 'apps' },
};
const labels = 'kind="GitRepository",name="app",namespace="apps"';

async function lines(metrics: PrometheusMetrics): Promise<string[]> {
  const text = await metrics.registry.metrics();
  return text
    .split('\n')
    .filter(line => /^(gotk|controller_runtime)/.test(line))
    .filter(line => !line.includes('_bucket'));
}

describe('PrometheusMetrics', () => {
  it('measures runs under the names of Flux', async () => {
    const metrics = new PrometheusMetrics();
    metrics.reconciled('GitRepository', object.metadata, 'success', 0.5);
    metrics.reconciled('GitRepository', object.metadata, 'error', 1);
    expect(await lines(metrics)).toEqual([
      `gotk_reconcile_duration_seconds_sum{${labels}} 1.5`,
      `gotk_reconcile_duration_seconds_count{${labels}} 2`,
      'controller_runtime_reconcile_total{controller="gitrepository",result="success"} 1',
      'controller_runtime_reconcile_total{controller="gitrepository",result="error"} 1',
      'controller_runtime_reconcile_errors_total{controller="gitrepository"} 1',
    ]);
  });

  it('shows conditions and suspension, and forgets what is gone', async () => {
    const metrics = new PrometheusMetrics();
    metrics.conditions(object, [
      { type: 'Ready', status: 'False' },
      { type: 'FetchFailed', status: 'True' },
    ]);
    metrics.conditions(object, [{ type: 'Ready', status: 'True' }]);
    metrics.suspended(object, true);
    expect((await lines(metrics)).sort()).toEqual([
      `gotk_reconcile_condition{${labels},type="Ready",status="False"} 0`,
      `gotk_reconcile_condition{${labels},type="Ready",status="True"} 1`,
      `gotk_reconcile_condition{${labels},type="Ready",status="Unknown"} 0`,
      `gotk_suspend_status{${labels}} 1`,
    ]);
    metrics.gone(object);
    expect(await lines(metrics)).toEqual([]);
  });

  it('measures how late timers run, and wakes the process seldom for it', async () => {
    const resolutions: unknown[] = [];
    const real = perfHooks.monitorEventLoopDelay;
    jest
      .spyOn(perfHooks, 'monitorEventLoopDelay')
      .mockImplementation(options => {
        resolutions.push(options?.resolution);
        return real(options);
      });
    const { registry } = new PrometheusMetrics();
    expect(resolutions).toEqual([2 ** 31 - 1]);
    const valueOf = async (name: string) => {
      const text = await registry.getSingleMetricAsString(
        `nodejs_eventloop_lag_${name}_seconds`,
      );
      return Number(text.split(' ').at(-1));
    };
    const until = performance.now() + 700;
    while (performance.now() < until);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(await valueOf('max')).toBeGreaterThan(0.2);
    expect(await valueOf('min')).toBeLessThan(60);
    for (const name of ['mean', 'stddev', 'p50', 'p90', 'p99']) {
      expect(await valueOf(name)).toBeGreaterThanOrEqual(0);
    }
  });
});
