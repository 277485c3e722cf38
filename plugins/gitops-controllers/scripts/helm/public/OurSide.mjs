/** A HelmRelease of our controllers on a cluster of its own. */
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- scripts of other folders
import { ClusterReader } from '../../../../../packages/cli/scripts/helm-actions/cluster.mjs';
import { HELM_RELEASE } from '../Player.mjs';
import { Stage } from '../Stage.mjs';
import { driftFor } from './drift.mjs';
import { newSince, takeSnapshot } from './snapshot.mjs';

/** Runs that failed without an action, before the object counts as failed. */
const FAILURES = 3;
const POLL_MS = 200;
const GRACE_MS = 30_000;
const sleep = ms => new Promise(done => setTimeout(done, ms));
const conditionOf = (object, type) =>
  object?.status?.conditions?.find(each => each.type === type);

/**
 * What makes any release fail: pods of Deployments that never become Ready, or
 * else a label that is refused. Not those of StatefulSets: Kubernetes replaces
 * no pod of theirs that is not Ready, so that rolling back would wait as well.
 */
const NEVER_READY = {
  target: { kind: 'Deployment' },
  patch: `- op: add
  path: /spec/template/metadata/annotations
  value: {backstage-gitops.io/simulate: never-ready}
`,
};
const REFUSED = {
  target: { kind: '.*' },
  patch: `- op: add
  path: /metadata/labels
  value: {refused: "no label value: of any kind"}
`,
};
const failing = hasDeployments => [
  { kustomize: { patches: [hasDeployments ? NEVER_READY : REFUSED] } },
];

export class OurSide {
  static async start({ charts, apiServerFlags, timeout, logs }) {
    const side = new OurSide();
    side.stage = await Stage.start({ charts, apiServerFlags, logs });
    side.client = side.stage.client;
    side.reader = new ClusterReader(side.stage.kubeconfig);
    side.timeout = timeout;
    side.timeoutMs = Number.parseInt(timeout, 10) * 1000;
    await side.stage.startOurs(['--concurrent=4']);
    return side;
  }

  #spec(chart, values) {
    const { name, version, source = 'http' } = chart;
    const sourceRef = this.stage.sourceRef(source);
    return {
      interval: '1h',
      timeout: this.timeout,
      releaseName: name,
      chart: { spec: { chart: name, version, sourceRef } },
      driftDetection: { mode: 'enabled' },
      upgrade: { remediation: { retries: 0, remediateLastFailure: true } },
      values,
    };
  }

  /** Waits for the end of what the spec asks for; the error where it has failed. */
  async #rest(key, isRight = () => true) {
    const deadline = Date.now() + this.timeoutMs + GRACE_MS;
    let seen;
    for (;;) {
      const object = await this.client.find(HELM_RELEASE, key);
      const ready = conditionOf(object, 'Ready');
      const isDone =
        ready?.status === 'True' ||
        conditionOf(object, 'Stalled')?.status === 'True' ||
        conditionOf(object, 'Released')?.status === 'False' ||
        object?.status?.failures >= FAILURES;
      const isObserved =
        object?.status?.observedGeneration === object?.metadata.generation ||
        ready?.observedGeneration === object?.metadata.generation;
      if (isDone && isObserved && isRight(object)) {
        seen = object;
        break;
      }
      if (Date.now() > deadline) {
        return `no end: ${JSON.stringify(object?.status?.conditions)}`;
      }
      await sleep(POLL_MS);
    }
    const ready = conditionOf(seen, 'Ready');
    return ready.status === 'True' ? undefined : ready.message;
  }

  async play(versions, namespace, values) {
    const [older, newer] = versions;
    const key = { namespace, name: older.name };
    await this.stage.createNamespace(namespace);
    const before = await takeSnapshot(this.reader);
    const result = { errors: {}, objects: {}, drift: [] };
    const { errors, objects } = result;
    const look = async () => newSince(before, await takeSnapshot(this.reader));
    await this.client.create({
      ...HELM_RELEASE,
      metadata: key,
      spec: this.#spec(older, values),
    });
    errors.install = await this.#rest(key);
    objects.install = await look();
    if (!errors.install) {
      await this.#patch(key, this.#spec(newer, values));
      errors.upgrade = await this.#rest(
        key,
        ({ status }) => status.lastAttemptedRevision === newer.version,
      );
      objects.upgrade = await look();
    }
    if (!errors.install && !errors.upgrade) {
      await this.#correct(key, result, look);
      await this.#rollBack(key, versions, { values, result, look });
    }
    await this.#uninstall(key, result);
    objects.uninstall = await look();
    return result;
  }

  #patch(key, spec) {
    return this.client.patch(HELM_RELEASE, key, { spec });
  }

  async #ask(key) {
    await this.client.patch(HELM_RELEASE, key, {
      metadata: {
        annotations: { 'reconcile.fluxcd.io/requestedAt': `${Date.now()}` },
      },
    });
  }

  /** Changes one object and deletes another, and waits until both are as they were. */
  async #correct(key, result, look) {
    const objects = await look();
    for (const drift of driftFor(objects, key)) {
      await drift.make(this.client);
      const start = Date.now();
      let isAsked = false;
      let isDone = false;
      while (!isDone && Date.now() - start < GRACE_MS) {
        await sleep(POLL_MS);
        isDone = await drift.isCorrected(this.client);
        if (!isDone && !isAsked && Date.now() - start > 10_000) {
          isAsked = true;
          await this.#ask(key);
        }
      }
      result.drift.push({ ...drift.about, isDone, isAsked });
    }
    result.errors.drift = result.drift
      .filter(({ isDone }) => !isDone)
      .map(({ way, key: of }) => `${way} ${of} was not corrected`)
      .join('; ');
    await this.#rest(key);
    result.objects.drift = await look();
  }

  /** Fails on the way back to the older version; rolled back to the newer one. */
  async #rollBack(key, [older, newer], { values, result, look }) {
    const hasDeployments = [...result.objects.upgrade.values()].some(
      ({ kind, spec }) => kind === 'Deployment' && spec.replicas !== 0,
    );
    await this.#patch(key, {
      chart: this.#spec(older, values).chart,
      postRenderers: failing(hasDeployments),
      upgrade: {
        timeout: '5s',
        remediation: { retries: 0, remediateLastFailure: true },
      },
    });
    const message = await this.#rest(
      key,
      object =>
        conditionOf(object, 'Remediated') !== undefined ||
        object.status.history?.[0]?.action === 'rollback',
    );
    const object = await this.client.get(HELM_RELEASE, key);
    const { history = [] } = object.status;
    result.rollback = {
      message,
      remediated: conditionOf(object, 'Remediated'),
      history: history.map(({ version, status }) => `${version} ${status}`),
    };
    if (result.rollback.remediated?.reason !== 'RollbackSucceeded') {
      result.errors.rollback = JSON.stringify(result.rollback);
    }
    // Pods of what was rolled back are replaced meanwhile.
    await sleep(500);
    result.objects.rollback = await look();
    await this.#patch(key, {
      ...{ chart: this.#spec(newer, values).chart },
      ...{ postRenderers: null, upgrade: null },
    });
    result.errors.again = await this.#rest(
      key,
      each => conditionOf(each, 'Ready').status === 'True',
    );
    result.objects.again = await look();
  }

  async #uninstall(key, result) {
    await this.client.delete(HELM_RELEASE, key);
    const deadline = Date.now() + this.timeoutMs + GRACE_MS;
    while (await this.client.find(HELM_RELEASE, key)) {
      if (Date.now() > deadline) {
        const object = await this.client.find(HELM_RELEASE, key);
        result.errors.uninstall = `still there: ${JSON.stringify(
          object?.status?.conditions,
        )}`;
        await this.client.patch(HELM_RELEASE, key, {
          metadata: { finalizers: null },
        });
        return;
      }
      await sleep(POLL_MS);
    }
  }

  async close() {
    this.reader.close();
    await this.stage.close();
  }
}
