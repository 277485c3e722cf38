import {
  hasBeenTested,
  newestOf,
  previousOf,
  truncateHistory,
} from './history';
import type { Snapshot } from './history';

function snapshot(version: number, status: string, more = {}): Snapshot {
  return {
    chartName: 'web',
    chartVersion: '1.0.0',
    configDigest: '',
    digest: '',
    firstDeployed: '',
    lastDeployed: '',
    name: 'app',
    namespace: 'team',
    status,
    version,
    ...more,
  };
}

const FAILED_TEST = { testHooks: { t: { phase: 'Failed' } } };
const versions = (history: readonly Snapshot[]) =>
  history.map(({ version }) => version);

describe('history', () => {
  it('HR-24 keeps the latest release and those back to the success before it', () => {
    const history = [
      snapshot(2, 'superseded'),
      snapshot(5, 'deployed'),
      snapshot(4, 'failed'),
      snapshot(3, 'superseded'),
    ];
    expect(versions(truncateHistory(history, false))).toEqual([5, 4, 3]);
  });

  it('HR-24 passes over a success whose tests have failed, unless those are ignored', () => {
    const history = [
      snapshot(3, 'deployed'),
      snapshot(2, 'superseded', FAILED_TEST),
      snapshot(1, 'superseded'),
    ];
    expect(versions(truncateHistory(history, false))).toEqual([3, 2, 1]);
    expect(versions(truncateHistory(history, true))).toEqual([3, 2]);
    expect(previousOf(history, false)?.version).toBe(1);
    expect(previousOf(history, true)?.version).toBe(2);
  });

  it('HR-24 lets failures pile up to five where there is no success to stop at', () => {
    const history = [1, 2, 3, 4, 5, 6, 7].map(n => snapshot(n, 'failed'));
    expect(versions(truncateHistory(history, false))).toEqual([7, 6, 5, 4, 3]);
    expect(versions(newestOf(history))).toEqual([7, 6, 5, 4, 3]);
    expect(previousOf(history, true)).toBeUndefined();
  });

  it('HR-12 counts a release as tested when one test failed, all succeeded or there are none', () => {
    const tested = (testHooks?: Snapshot['testHooks']) =>
      hasBeenTested(snapshot(1, 'deployed', { testHooks }));
    expect(tested(undefined)).toBe(false);
    expect(tested({})).toBe(true);
    expect(tested({ a: { phase: 'Succeeded' } })).toBe(true);
    expect(tested({ a: { phase: 'Failed' }, b: { phase: 'Running' } })).toBe(
      true,
    );
    expect(tested({ a: { phase: 'Succeeded' }, b: {} })).toBe(false);
  });
});
