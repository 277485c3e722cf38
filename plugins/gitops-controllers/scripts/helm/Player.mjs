/** Plays a case of cases.mjs on a stage, and waits until each step has come to rest. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const HELM_RELEASE = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
};
const OCI_REPOSITORY = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'OCIRepository',
};
const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const POLL_MS = 250;
const QUIET_MS = 2500;
const STEP_MS = 90_000;
const sleep = ms => new Promise(done => setTimeout(done, ms));
const conditionOf = (object, type) =>
  object.status?.conditions?.find(each => each.type === type);

/** Whether a failed action is tried again, in an hour. */
function waitsForRetry({ metadata, status }) {
  const { reason, message, observedGeneration } =
    conditionOf({ status }, 'Reconciling') ?? {};
  return (
    reason === 'ProgressingWithRetry' &&
    message.startsWith('retrying after') &&
    observedGeneration === metadata.generation
  );
}

/** Whether nothing is left to do: Ready, Stalled, or the reason that is expected. */
function isAtRest(object, { expect, until, asked, isSuspended, isRandom }) {
  if (isSuspended) return true;
  const { status } = object;
  if (!status) return false;
  const ready = conditionOf(object, 'Ready');
  if (!ready || ready.status === 'Unknown') return false;
  if (asked && status.lastHandledReconcileAt !== asked) return false;
  if (until && !until(status)) return false;
  if (expect) return ready.reason === expect;
  if (isRandom && waitsForRetry(object)) return true;
  if (status.observedGeneration !== object.metadata.generation) return false;
  return (
    ready.status === 'True' || conditionOf(object, 'Stalled')?.status === 'True'
  );
}

/** One case on one stage. */
export class Player {
  #asked;

  /** @param helm - a real helm for the steps that need one */
  constructor(stage, name, test, { helm } = {}) {
    Object.assign(this, { stage, name, test, helm });
    this.key = { namespace: name, name: test.object ?? name };
    this.chart = { name: test.chart, version: test.version ?? '1.0.0' };
  }

  get client() {
    return this.stage.client;
  }

  #apply(object) {
    const metadata = { namespace: this.name, ...object.metadata };
    return this.client.apply(
      { ...object, metadata },
      { fieldManager: 'person', force: true },
    );
  }

  #ociRepository() {
    const { registry } = this.stage.servers;
    const url = `oci://${registry}/charts/${this.chart.name}`;
    return {
      ...OCI_REPOSITORY,
      metadata: { name: this.name },
      spec: {
        ...{ url, interval: '1h', insecure: true },
        ref: { tag: this.chart.version },
        layerSelector: {
          mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
          operation: 'copy',
        },
      },
    };
  }

  /** The part of the spec that names the chart. */
  #chartSpec() {
    const { source = 'http', strategy } = this.test;
    const { name, version } = this.chart;
    if (source === 'oci-repository') {
      return { chartRef: { kind: 'OCIRepository', name: this.name } };
    }
    const where =
      source === 'git'
        ? { chart: `./${name}-${version}` }
        : { chart: name, version };
    const sourceRef = this.stage.sourceRef(source);
    const more = strategy ? { reconcileStrategy: strategy } : {};
    return { chart: { spec: { ...where, sourceRef, ...more } } };
  }

  /**
   * @param onRest - gets the name of each step, `install` first, the object at
   *   rest (undefined where it is gone) and whether the time was up
   */
  async play(onRest) {
    await this.stage.createNamespace(this.name);
    for (const object of this.test.before ?? []) await this.#apply(object);
    if (this.test.source === 'oci-repository') {
      await this.#apply(this.#ociRepository());
    }
    const { expect, until, spec } = this.test;
    await this.client.create({
      ...HELM_RELEASE,
      metadata: this.key,
      spec: { interval: '1h', ...this.#chartSpec(), ...spec },
    });
    await onRest('install', ...(await this.rest({ expect, until })));
    for (const step of this.test.steps ?? []) {
      await this.#step(step).catch(error => {
        if (!step.mayFail) throw error;
      });
      if (step.request) await this.ask(step.request);
      await onRest(step.name, ...(await this.rest(step)));
    }
  }

  /** Waits until the object is at rest and quiet. */
  async rest({ expect, until, isSuspended, delete: isDeleted } = {}) {
    const { isRandom, stepMs = STEP_MS } = this.test;
    const deadline = Date.now() + stepMs;
    let [version, since] = ['', 0];
    for (;;) {
      const object = await this.client.find(HELM_RELEASE, this.key);
      if (!object && isDeleted) return [undefined, false];
      const asked = this.#asked;
      const wanted = { expect, until, asked, isSuspended, isRandom };
      const isRight = object && !isDeleted && isAtRest(object, wanted);
      // A case that keeps failing never is quiet.
      const seen = expect ? 'expected' : object?.metadata.resourceVersion;
      if (!isRight || seen !== version) [version, since] = [seen, Date.now()];
      if (isRight && Date.now() - since > QUIET_MS) return [object, false];
      if (Date.now() > deadline) return [object, true];
      await sleep(POLL_MS);
    }
  }

  async #step(step) {
    for (const object of step.apply ?? []) await this.#apply(object);
    if (step.patch) {
      const [type, name, patch] = step.patch;
      const key = { namespace: this.name, name };
      await this.client.patch(type, key, patch, { fieldManager: 'person' });
    }
    if (step.remove) {
      const [type, name] = step.remove;
      await this.client.delete(type, { namespace: this.name, name });
    }
    if (step.helm) await this.#runHelm(step.helm);
    if (step.pending) await this.#makePending();
    if (step.chart || step.version) await this.#changeChart(step);
    if (step.spec) {
      await this.client.patch(HELM_RELEASE, this.key, { spec: step.spec });
    }
    if ('values' in step) await this.#replaceValues(step.values);
    if (step.delete) await this.client.delete(HELM_RELEASE, this.key);
  }

  async #changeChart({ chart, version }) {
    this.chart = { name: chart ?? this.chart.name, version };
    const { source } = this.test;
    if (source === 'oci-repository') {
      await this.#apply(this.#ociRepository());
      return;
    }
    await this.client.patch(HELM_RELEASE, this.key, {
      spec: this.#chartSpec(),
    });
  }

  /** A merge patch would leave out what is null. */
  async #replaceValues(value) {
    const path = '/spec/values';
    const change = value ? { op: 'add', path, value } : { op: 'remove', path };
    const options = { patchType: 'json' };
    await this.client.patch(HELM_RELEASE, this.key, [change], options);
  }

  /** Asks for a run by annotation. */
  async ask(request = 'requestedAt') {
    this.#asked = `${Date.now()}`;
    const annotations = {
      'reconcile.fluxcd.io/requestedAt': this.#asked,
      [`reconcile.fluxcd.io/${request}`]: this.#asked,
    };
    await this.client.patch(HELM_RELEASE, this.key, {
      metadata: { annotations },
    });
  }

  async #runHelm(text) {
    const charts = this.stage.servers.http;
    const args = text.replaceAll('CHARTS', charts).split(' ');
    await promisify(execFile)(this.helm, [...args, '-n', this.name], {
      env: {
        ...process.env,
        KUBECONFIG: this.stage.kubeconfig,
        HELM_CACHE_HOME: join(this.stage.bench.work, 'helm'),
      },
    });
  }

  /** Stores the newest release as an upgrade that has ended midway. */
  async #makePending() {
    const { items } = await this.client.list(SECRET, {
      ...{ namespace: this.name, labelSelector: 'owner=helm,status=deployed' },
    });
    const [newest] = items;
    const payload = Buffer.from(newest.data.release, 'base64').toString();
    const release = JSON.parse(
      gunzipSync(Buffer.from(payload, 'base64')).toString(),
    );
    release.info.status = 'pending-upgrade';
    const packed = gzipSync(JSON.stringify(release)).toString('base64');
    newest.metadata.labels.status = 'pending-upgrade';
    newest.data.release = Buffer.from(packed).toString('base64');
    await this.client.update(newest, { fieldManager: 'Helm' });
  }
}

/** Writes JSON into a file. */
export function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
}
