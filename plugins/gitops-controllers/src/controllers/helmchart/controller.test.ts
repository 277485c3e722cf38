import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { conditionsOf } from '../../__testUtils__/SourceTestEnvironment';
import { chartTexts, packedChart } from './testing/chartTexts';
import {
  HelmChartEnvironment,
  readyOf,
  sha256,
} from './testing/HelmChartEnvironment';

const env = new HelmChartEnvironment();
const PLAIN = { kind: 'HelmRepository', name: 'plain' } as const;
const VALUES = {
  'values.yaml': 'b: 1\na: {y: true, x: 1}\n',
  'values-prod.yaml': 'a: {x: 2}\nn: on\nlist: [1]\n',
};

beforeAll(async () => {
  await env.start();
  env.serve('/charts', [
    chartTexts('web', '1.1.0', VALUES),
    chartTexts('web', '1.0.0', VALUES),
    chartTexts('web', '2.0.0-rc.1', VALUES),
  ]);
  await env.createRepository('plain', '/charts');
}, 60_000);
afterAll(() => env.stop());

describe('a HelmChart of a HelmRepository', () => {
  it('SC-1 SC-2 SC-5 SC-20 SC-43 SC-47 is Ready with the latest release', async () => {
    await env.create('star', PLAIN, { chart: 'web' });
    const object = await env.waitReady('star');
    const archive = packedChart(chartTexts('web', '1.1.0', VALUES));
    const condition = {
      status: 'True',
      reason: 'ChartPullSucceeded',
      message: "pulled 'web' chart with version '1.1.0'",
      observedGeneration: 1,
    };
    expect(conditionsOf(object)).toEqual([
      { type: 'Ready', ...condition },
      { type: 'ArtifactInStorage', ...condition },
    ]);
    const directory = 'helmchart/apps/star';
    const path = `${directory}/web-1.1.0.tgz`;
    const index = env.charts.pages.get('/charts/index.yaml') as string;
    expect(object.status).toMatchObject({
      observedGeneration: 1,
      observedChartName: 'web',
      observedSourceArtifactRevision: `sha256:${sha256(
        new TextEncoder().encode(index),
      )}`,
      url: `http://${env.server.address}/${directory}/latest.tar.gz`,
      artifact: {
        path,
        revision: '1.1.0',
        digest: `sha256:${sha256(archive)}`,
        size: archive.length,
      },
    });
    expect(object.status).not.toHaveProperty('observedValuesFiles');
    expect(object.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    expect(readFileSync(join(env.storage, path)).equals(archive)).toBe(true);
    expect(await env.waitEvent('star', 'ChartPullSucceeded')).toEqual({
      type: 'Normal',
      reason: 'ChartPullSucceeded',
      message: condition.message,
      annotations: {
        'source.toolkit.fluxcd.io/revision': '1.1.0',
        'source.toolkit.fluxcd.io/digest': `sha256:${sha256(archive)}`,
      },
    });
  });

  it('SC-21 downloads nothing while the source is unchanged', async () => {
    await env.create('quiet', PLAIN, { chart: 'web', version: '1.x' });
    const before = await env.waitReady('quiet');
    const asked = env.charts.requests.length;
    const after = await env.reconcile('quiet');
    expect(after.status?.artifact).toEqual(before.status?.artifact);
    expect(after.status?.conditions).toEqual(before.status?.conditions);
    expect(env.charts.requests.slice(asked)).toEqual([]);
    expect(await env.waitEvent('quiet', 'ArtifactUpToDate')).toMatchObject({
      type: 'Normal',
      message: "artifact up-to-date with remote revision: '1.1.0'",
    });
  });

  it.each([
    ['exact', '1.0.0', '1.0.0'],
    ['range', '<1.1.0', '1.0.0'],
    ['pre', '>=1.0.0-0', '2.0.0-rc.1'],
    ['empty', '', '1.1.0'],
  ])('SC-43 takes the version that %s means', async (name, version, found) => {
    await env.create(`version-${name}`, PLAIN, { chart: 'web', version });
    const { status } = await env.waitReady(`version-${name}`);
    expect(status?.artifact?.revision).toBe(found);
  });

  it('SC-45 SC-47 merges values files, with sorted keys and the generation in the version', async () => {
    await env.create('vf', PLAIN, {
      chart: 'web',
      valuesFiles: ['values.yaml', './values-prod.yaml'],
    });
    const object = await env.waitReady('vf');
    expect(readyOf(object)).toMatchObject({
      reason: 'ChartPackageSucceeded',
      message:
        "packaged 'web' chart with version '1.1.0+1' and merged values files [values.yaml ./values-prod.yaml]",
    });
    expect(object.status?.artifact).toMatchObject({
      path: 'helmchart/apps/vf/web-1.1.0+1.tgz',
      revision: '1.1.0+1',
    });
    expect(object.status).not.toHaveProperty('observedValuesFiles');
    const files = env.stored(object);
    expect(files['web/values.yaml']).toBe(
      'a:\n  "true": true\n  x: 2\nb: 1\n"false": true\nlist:\n- 1\n',
    );
    expect(files['web/Chart.yaml']).toBe(
      'apiVersion: v2\nname: web\nversion: 1.1.0+1\n',
    );
    await env.patch('vf', { spec: { valuesFiles: ['values-prod.yaml'] } });
    const next = await env.waitFor(
      'vf',
      ({ status }) => status?.observedGeneration === 2,
    );
    expect(next.status?.artifact?.revision).toBe('1.1.0+2');
    expect(env.stored(next)['web/values.yaml']).toBe(
      'a:\n  x: 2\n"false": true\nlist:\n- 1\n',
    );
  });

  it('SC-45 values.yaml alone changes nothing', async () => {
    await env.create('vf-own', PLAIN, {
      chart: 'web',
      valuesFiles: ['./values.yaml'],
    });
    const object = await env.waitReady('vf-own');
    expect(readyOf(object)?.message).toBe(
      "pulled 'web' chart with version '1.1.0'",
    );
  });

  it('SC-45 passes over missing values files when told to, and records the rest', async () => {
    await env.create('vf-missing', PLAIN, {
      chart: 'web',
      valuesFiles: ['values.yaml', 'values-zz.yaml', 'values-prod.yaml'],
      ignoreMissingValuesFiles: true,
    });
    const object = await env.waitReady('vf-missing');
    const used = ['values.yaml', 'values-prod.yaml'];
    expect(object.status?.observedValuesFiles).toEqual(used);
    const message = `packaged 'web' chart with version '1.1.0+1' and merged values files [${used.join(
      ' ',
    )}]`;
    expect(readyOf(object)?.message).toBe(message);
    expect(readyOf(await env.reconcile('vf-missing'))?.message).toBe(message);
  });

  it('SC-44 reconcileStrategy Revision has no effect', async () => {
    await env.create('by-revision', PLAIN, {
      chart: 'web',
      reconcileStrategy: 'Revision',
    });
    const { status } = await env.waitReady('by-revision');
    expect(status?.artifact?.revision).toBe('1.1.0');
  });

  it.each<
    [
      string,
      { chart: string; version?: string; valuesFiles?: string[] },
      string,
      string,
    ]
  >([
    [
      'version',
      { chart: 'web', version: '9.x' },
      'InvalidChartReference',
      "invalid chart reference: failed to get chart version for remote reference: no 'web' chart with version matching '9.x' found",
    ],
    [
      'chart',
      { chart: 'nothing' },
      'InvalidChartReference',
      'invalid chart reference: failed to get chart version for remote reference: no chart name found',
    ],
    [
      'range',
      { chart: 'web', version: 'one' },
      'InvalidChartReference',
      'invalid chart reference: failed to get chart version for remote reference: improper constraint: "one"',
    ],
    [
      'name',
      { chart: 'Web' },
      'InvalidChartReference',
      "invalid chart reference: invalid chart name 'Web': a valid name must be lower case letters and numbers and MAY be separated with dashes (-), slashes (/) or periods (.)",
    ],
    [
      'values',
      { chart: 'web', valuesFiles: ['values-zz.yaml'] },
      'ValuesFilesError',
      "values files merge error: failed to merge chart values: no values file found at path 'values-zz.yaml'",
    ],
    [
      'escape',
      { chart: 'web', valuesFiles: ['../../etc/passwd'] },
      'ValuesFilesError',
      "values files merge error: failed to merge chart values: no values file found at path '../../etc/passwd'",
    ],
  ])(
    'SC-18 SC-43 SC-47 stalls on a bad %s',
    async (name, spec, reason, message) => {
      await env.create(`bad-${name}`, PLAIN, spec);
      const object = await env.waitReady(`bad-${name}`, 'False');
      const rest = { reason, message, observedGeneration: 1 };
      const failure =
        reason === 'ValuesFilesError' ? 'BuildFailed' : 'FetchFailed';
      expect(conditionsOf(object)).toEqual([
        { type: 'Stalled', status: 'True', ...rest },
        { type: 'Ready', status: 'False', ...rest },
        { type: failure, status: 'True', ...rest },
      ]);
      expect(object.status?.observedGeneration).toBe(1);
      expect(object.status?.artifact).toBeUndefined();
      expect(await env.waitEvent(`bad-${name}`, reason)).toMatchObject({
        type: 'Warning',
        message,
      });
    },
  );

  it('SC-47 waits for a source that is missing, and follows it at once', async () => {
    const source = { kind: 'HelmRepository', name: 'later' } as const;
    await env.create('early', source, { chart: 'web' });
    const object = await env.waitReady('early', 'False');
    const message =
      'failed to get source: HelmRepository.source.toolkit.fluxcd.io "later" not found';
    expect(readyOf(object)).toMatchObject({
      reason: 'SourceUnavailable',
      message,
    });
    env.serve('/later', [chartTexts('web', '1.0.0')]);
    await env.createRepository('later', '/later');
    await env.waitReady('early');
    env.serve('/later', [
      chartTexts('web', '1.0.0'),
      chartTexts('web', '1.0.1'),
    ]);
    await env.refresh('HelmRepository', 'later');
    await env.waitFor(
      'early',
      ({ status }) => status?.artifact?.revision === '1.0.1',
    );
  });

  it('SC-47 tells a source without artifact by a trace, and a download that fails by a warning', async () => {
    await env.createRepository('none', '/none');
    const none = { kind: 'HelmRepository', name: 'none' } as const;
    await env.create('without', none, { chart: 'web' });
    const message = "no artifact available for HelmRepository source 'none'";
    const object = await env.waitReady('without', 'False');
    const rest = { observedGeneration: 1 };
    const reason = 'NoSourceArtifact';
    expect(conditionsOf(object)).toEqual([
      {
        ...{ type: 'Reconciling', status: 'True', ...rest },
        ...{ reason: 'ProgressingWithRetry', message: 'building artifact' },
      },
      { type: 'Ready', status: 'False', reason, message, ...rest },
      { type: 'FetchFailed', status: 'True', reason, message, ...rest },
    ]);
    expect(await env.waitEvent('without', reason)).toMatchObject({
      type: 'Normal',
      message,
    });
    env.serve('/none', [chartTexts('web', '1.0.0')]);
    env.charts.pages.delete('/none/web-1.0.0.tgz');
    await env.refresh('HelmRepository', 'none');
    const pulling = await env.waitFor(
      'without',
      found => readyOf(found)?.reason === 'ChartPullError',
    );
    expect(readyOf(pulling)?.message).toBe(
      `chart pull error: failed to download chart for remote reference: failed to fetch ${env.charts.url}/none/web-1.0.0.tgz : 404 Not Found`,
    );
  });

  it('SC-13 builds again what was damaged', async () => {
    await env.create('damaged', PLAIN, { chart: 'web' });
    const before = await env.waitReady('damaged');
    const file = join(env.storage, before.status?.artifact?.path ?? '');
    writeFileSync(file, 'garbage');
    const after = await env.reconcile('damaged');
    expect(after.status?.artifact?.digest).toBe(
      before.status?.artifact?.digest,
    );
    const events = await env.events('damaged');
    expect(
      events.filter(({ reason }) => reason === 'ChartPullSucceeded'),
    ).toHaveLength(1);
  });

  it('SC-12 removes its files when it is deleted', async () => {
    await env.create('doomed', PLAIN, { chart: 'web' });
    await env.waitReady('doomed');
    const directory = join(env.storage, 'helmchart/apps/doomed');
    expect(existsSync(directory)).toBe(true);
    await env.delete('doomed');
    await expect(env.waitFor('doomed', () => false, 2_000)).rejects.toThrow(
      /not found/,
    );
    expect(existsSync(directory)).toBe(false);
  });

  it('SC-48 refuses to store a chart whose signature is asked for', async () => {
    await env.create('signed', PLAIN, {
      chart: 'web',
      verify: { provider: 'cosign' },
    });
    const object = await env.waitReady('signed', 'False');
    expect(readyOf(object)).toMatchObject({
      reason: 'VerificationError',
      message:
        'signature verification is not supported yet; nothing is fetched',
    });
    expect(object.status?.artifact).toBeUndefined();
  });
});
