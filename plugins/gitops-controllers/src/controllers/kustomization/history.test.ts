import { HistoryInput, recordRun } from './history';

const run = (
  digest: string,
  status = 'ReconciliationSucceeded',
  now = 0,
): HistoryInput => ({
  digest,
  status,
  revision: `main@sha1:${digest}`,
  durationMs: 127.579566,
  now,
});

describe('recordRun', () => {
  it('begins with one entry', () => {
    expect(recordRun(undefined, run('a'))).toEqual([
      {
        digest: 'a',
        firstReconciled: '1970-01-01T00:00:00Z',
        lastReconciled: '1970-01-01T00:00:00Z',
        lastReconciledDuration: '127.579566ms',
        lastReconciledStatus: 'ReconciliationSucceeded',
        metadata: { revision: 'main@sha1:a' },
        totalReconciliations: 1,
      },
    ]);
  });

  it('CM-22 counts a repeat and moves it to the front', () => {
    const two = recordRun(recordRun(undefined, run('a')), run('b'));
    const history = recordRun(two, run('a', 'ReconciliationSucceeded', 60_000));
    expect(
      history.map(entry => [entry.digest, entry.totalReconciliations]),
    ).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(history[0]).toMatchObject({
      firstReconciled: '1970-01-01T00:00:00Z',
      lastReconciled: '1970-01-01T00:01:00Z',
    });
  });

  it('CM-22 tells outcomes of one digest apart', () => {
    const history = recordRun(
      recordRun(undefined, run('a')),
      run('a', 'HealthCheckFailed'),
    );
    expect(history).toHaveLength(2);
  });

  it('CM-22 keeps five entries', () => {
    const history = ['a', 'b', 'c', 'd', 'e', 'f'].reduce(
      (entries, digest) => recordRun(entries, run(digest)),
      recordRun(undefined, run('z')),
    );
    expect(history.map(entry => entry.digest)).toEqual([
      'f',
      'e',
      'd',
      'c',
      'b',
    ]);
  });
});
