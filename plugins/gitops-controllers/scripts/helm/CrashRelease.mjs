/** A HelmRelease that is changed at random, and what must hold once it is at rest. */
import { releaseText } from './normalise.mjs';
import { HELM_RELEASE } from './Player.mjs';

const type = (apiVersion, kind) => ({ apiVersion, kind });
const OBJECTS = [
  type('v1', 'ConfigMap'),
  type('v1', 'Service'),
  type('apps/v1', 'Deployment'),
];
const SECRET = type('v1', 'Secret');
/** Revisions that are kept, by default. */
const MAX_HISTORY = 5;
const REST_MS = 120_000;
const QUIET_MS = 1500;
const POLL_MS = 200;
const sleep = ms => new Promise(done => setTimeout(done, ms));
const isTrue = ({ status }, name) =>
  status?.conditions?.some(c => c.type === name && c.status === 'True');

/** What can happen to a release that is there. */
const CHANGES = ['upgrade', 'fail', 'test', 'uninstall'];

/** One HelmRelease over many rounds. */
export class CrashRelease {
  #isThere = false;
  #turn = 0;
  /** Turn of the values that are deployed. */
  #deployed = 0;
  #newest = 0;
  #plan = 'install';

  /**
   * @param faultsOf - of digests.ts
   * @param retries - of upgrades that are to succeed; default 0
   */
  constructor(stage, name, { namespace, faultsOf, retries = 0 }) {
    Object.assign(this, { stage, name, namespace, faultsOf, retries });
    this.key = { namespace, name };
  }

  get client() {
    return this.stage.client;
  }

  /** Chooses what happens next. @returns its name */
  plan(random) {
    const index = Math.floor(random() * CHANGES.length);
    this.#plan = this.#isThere ? CHANGES[index] : 'install';
    return this.#plan;
  }

  #spec() {
    const isToFail = this.#plan === 'fail';
    const fail = isToFail ? ['post'] : [];
    const retries = isToFail ? 0 : this.retries;
    return {
      ...{ interval: '1h', timeout: '20s' },
      test: { enable: this.#plan === 'test' },
      chart: {
        spec: {
          ...{ chart: 'crash', version: '1.0.0' },
          sourceRef: this.stage.sourceRef('http'),
        },
      },
      // A run that was killed counts as one that failed.
      install: { remediation: { retries: 5 } },
      upgrade: { remediation: { retries, remediateLastFailure: true } },
      values: { turn: this.#turn, fail },
    };
  }

  /** Makes the change that was planned. */
  async begin() {
    this.#turn += 1;
    if (this.#plan === 'uninstall') {
      await this.client.delete(HELM_RELEASE, this.key);
      return;
    }
    const metadata = this.key;
    const object = { ...HELM_RELEASE, metadata, spec: this.#spec() };
    const options = { fieldManager: 'person', force: true };
    await this.client.apply(object, options);
  }

  async #rest() {
    const deadline = Date.now() + REST_MS;
    let [version, since] = ['', 0];
    while (Date.now() < deadline) {
      const object = await this.client.find(HELM_RELEASE, this.key);
      if (!object) return undefined;
      const { generation, resourceVersion } = object.metadata;
      const isRight =
        this.#plan !== 'uninstall' &&
        object.status?.observedGeneration === generation &&
        (isTrue(object, 'Ready') || isTrue(object, 'Stalled'));
      if (!isRight || version !== resourceVersion) {
        [version, since] = [resourceVersion, Date.now()];
      } else if (Date.now() - since > QUIET_MS) return object;
      await sleep(POLL_MS);
    }
    return 'stuck';
  }

  /** Waits for the end of the change. @returns what is wrong then */
  async finish() {
    const object = await this.#rest();
    const faults =
      object === 'stuck' ? [await this.#stuck()] : await this.#faults(object);
    return faults.map(fault => `${this.name} (${this.#plan}): ${fault}`);
  }

  async #stuck() {
    const object = await this.client.find(HELM_RELEASE, this.key);
    return `not at rest: ${JSON.stringify(object?.status)}`;
  }

  async #secrets() {
    const labelSelector = `owner=helm,name=${this.name}`;
    const { namespace } = this;
    const { items } = await this.client.list(SECRET, {
      ...{ namespace, labelSelector },
    });
    const versionOf = ({ metadata }) => Number(metadata.labels.version);
    return items.sort((a, b) => versionOf(b) - versionOf(a));
  }

  /** What it is at: the newest revision's status, the hook that runs, or `nothing`. */
  async state() {
    const [secret] = await this.#secrets();
    if (!secret) return this.#plan === 'install' ? 'before install' : 'nothing';
    const { status } = secret.metadata.labels;
    const { hooks = [] } = JSON.parse(releaseText(secret));
    const running = hooks.find(each => each.last_run?.phase === 'Running');
    if (running) return `${status} in a ${running.events[0]} hook`;
    return status === 'deployed' ? 'nothing' : status;
  }

  async #objects() {
    const labelSelector = `helm.toolkit.fluxcd.io/name=${this.name}`;
    const { namespace } = this;
    const lists = await Promise.all(
      OBJECTS.map(kind => this.client.list(kind, { namespace, labelSelector })),
    );
    return lists.flatMap(({ items }) => items);
  }

  async #faults(object) {
    const secrets = await this.#secrets();
    const objects = await this.#objects();
    if (!object) return this.#faultsOfNone(secrets, objects);
    this.#isThere = true;
    const isReady = isTrue(object, 'Ready');
    // A kill can leave an upgrade without a snapshot to go back to (HR-13, HR-16).
    const stalled = object.status.conditions.find(c => c.type === 'Stalled');
    const isLeft = stalled?.reason === 'MissingRollbackTarget';
    if (isReady || isLeft) this.#deployed = this.#turn;
    const turn = objects.find(({ kind }) => kind === 'ConfigMap')?.data.turn;
    const names = objects.map(({ kind, metadata }) => kind + metadata.name);
    const expected = OBJECTS.map(({ kind }) => kind + this.name);
    return [
      ...(isReady === (this.#plan !== 'fail')
        ? []
        : [`rests as ${JSON.stringify(object.status.conditions)}`]),
      ...(String(this.#deployed) === turn
        ? []
        : [`values of turn ${turn} in place of ${this.#deployed}`]),
      ...(names.sort().join() === expected.sort().join()
        ? []
        : [`objects ${names.join()}`]),
      ...(await this.#faultsOfHistory(object, secrets)),
    ];
  }

  #faultsOfNone(secrets, objects) {
    const faults = [
      ...(this.#plan === 'uninstall' ? [] : ['the HelmRelease is gone']),
      ...(secrets.length > 0 ? [`${secrets.length} releases are left`] : []),
      ...(objects.length > 0 ? [`${objects.length} objects are left`] : []),
    ];
    this.#isThere = false;
    this.#newest = 0;
    return faults;
  }

  async #faultsOfHistory({ status }, secrets) {
    const statuses = secrets.map(({ metadata }) => metadata.labels.status);
    const versions = secrets.map(({ metadata }) =>
      Number(metadata.labels.version),
    );
    const { history = [] } = status;
    const [snapshot] = history;
    const deployed = statuses.filter(each => each === 'deployed').length;
    const wrong = snapshot ? [] : ['all'];
    // A rollback notes in the history, as Flux's, what made space for it.
    const isPruned = ({ version }) => version < versions.at(-1);
    for (const each of history.filter(one => !isPruned(one))) {
      const secret = secrets[versions.indexOf(each.version)];
      const faults = secret
        ? await this.faultsOf(secret.data.release, each)
        : ['revision'];
      wrong.push(...faults.map(fault => `${fault} of ${each.version}`));
    }
    const known = JSON.stringify({
      history: history.map(each => `${each.version} ${each.status}`),
      stored: versions.map((each, index) => `${each} ${statuses[index]}`),
    });
    const before = this.#newest;
    this.#newest = versions[0] ?? 0;
    const stored = secrets.map(each => JSON.parse(releaseText(each)).version);
    return [
      ...(deployed === 1 ? [] : [`${deployed} deployed releases`]),
      ...(statuses.some(each => each.startsWith('pending'))
        ? [`statuses ${statuses}`]
        : []),
      ...(versions[0] > before
        ? []
        : [`newest release ${versions[0]} after ${before}`]),
      // Revisions have no gap, and only the oldest go, but for the last one deployed.
      ...(versions
        .slice(0, MAX_HISTORY - 1)
        .every((each, index) => each === versions[0] - index) &&
      versions.length === Math.min(versions[0], MAX_HISTORY)
        ? []
        : [`revisions ${versions}`]),
      ...(versions[0] === snapshot?.version
        ? []
        : [`history begins at ${snapshot?.version}, not ${versions[0]}`]),
      ...(stored.join() === versions.join() ? [] : [`releases ${stored}`]),
      ...wrong.map(each => `history differs in the ${each}: ${known}`),
    ];
  }
}
