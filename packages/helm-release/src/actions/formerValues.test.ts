import { loadChart } from '@backstage-gitops/helm';
import { reuseValues } from './reuseValues';
import { toStoredChart } from './storedChart';

const chart = loadChart(
  new Map([
    [
      'Chart.yaml',
      new TextEncoder().encode('apiVersion: v2\nname: app\nversion: 1.0.0\n'),
    ],
  ]),
);
const current = {
  chart: toStoredChart(chart),
  config: new Map([
    [
      'b',
      new Map([
        ['c', 3],
        ['d', 4],
      ]),
    ],
  ]),
};

describe('the values of the release before', () => {
  it.each(['reuse', 'resetThenReuse'] as const)(
    'are stored with what %s removes, as Helm does',
    valuesMode => {
      const values = new Map([
        ['a', null],
        ['b', new Map([['c', null]])],
      ]);
      const { former } = reuseValues({ chart, values, valuesMode }, current);
      expect(former).toEqual(
        new Map<string, unknown>([
          [
            'b',
            new Map<string, unknown>([
              ['c', null],
              ['d', 4],
            ]),
          ],
          ['a', null],
        ]),
      );
      expect(current.config.has('a')).toBe(false);
    },
  );

  it('stay as they are otherwise', () => {
    const values = new Map([['b', null]]);
    expect(reuseValues({ chart, values }, current).former).toBe(current.config);
  });
});
