import type { UnstructuredObject } from '@backstage-gitops/kube';
import { readHookStatus, readReleaseStatus } from './readStatus';

const object = (
  apiVersion: string,
  kind: string,
  fields: object,
): UnstructuredObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x' },
  ...fields,
});

const job = (fields: object) => object('batch/v1', 'Job', fields);
const ended = (type: string) => [
  { type: 'Suspended', status: 'False' },
  { type, status: 'True' },
];

describe('statuses that are waited for', () => {
  const spec = { parallelism: 3 };
  const complete = job({
    spec,
    status: { succeeded: 3, conditions: ended('Complete') },
  });
  const failed = job({ status: { failed: 2, conditions: ended('Failed') } });
  const running = job({ status: { startTime: 'now', active: 1 } });
  const fresh = job({});

  it.each([
    ['complete', complete, 'Current', 'Job Completed. succeeded: 3/3'],
    ['failed', failed, 'Failed', 'Job Failed. failed: 2/1'],
    [
      'running',
      running,
      'Current',
      'Job in progress. success:0, active: 1, failed: 0',
    ],
    ['new', fresh, 'InProgress', 'Job not started'],
  ])('a Job of a release: %s', (_what, found, status, message) => {
    expect(readReleaseStatus(found, 0, false)).toEqual({ status, message });
    const isEnded = found === complete || found === failed;
    const strict = isEnded
      ? { status, message }
      : { status: 'InProgress', message: 'Job in progress' };
    expect(readReleaseStatus(found, 0, true)).toEqual(strict);
    expect(readHookStatus(found)).toEqual(strict);
  });

  it('a Job that is being deleted or not yet observed has not started', () => {
    const metadata = { name: 'x', deletionTimestamp: '2026-01-01T00:00:00Z' };
    const going = { ...running, metadata };
    expect(readReleaseStatus(going, 0, false).status).toBe('Terminating');
    expect(readHookStatus(going).status).toBe('InProgress');
  });

  it.each([
    ['Succeeded', 'Current', 'pod x succeeded'],
    ['Failed', 'Failed', 'pod x failed'],
    ['Running', 'InProgress', 'Pod in progress'],
  ])('a Pod of a hook: %s', (phase, status, message) => {
    const pod = object('v1', 'Pod', { status: { phase } });
    expect(readHookStatus(pod)).toEqual({ status, message });
    // One of a release may have ended in any way.
    const other = phase === 'Running' ? 'InProgress' : 'Current';
    expect(readReleaseStatus(pod, 0, false).status).toBe(other);
  });

  it('any other kind of a hook is fine once it is there', () => {
    const status = { conditions: [{ type: 'Ready', status: 'False' }] };
    const custom = object('example.org/v1', 'Job', { status });
    expect(readHookStatus(custom).status).toBe('Current');
    expect(readReleaseStatus(custom, 0, false).status).toBe('InProgress');
  });
});
