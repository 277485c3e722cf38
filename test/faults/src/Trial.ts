import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import { KubeClient } from '@backstage-gitops/kube';
import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import { Random } from '@backstage-gitops/random';
import { KubeConfig } from '@kubernetes/client-node';
import { execFile } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { setTimeout as delay } from 'timers/promises';
import { promisify } from 'util';
import { Controllers } from './Controllers';
import { randomFaults } from './Fault';
import { FaultProxy } from './FaultProxy';
import { findViolations } from './findViolations';
import { describePlan, RoundPlanner } from './planRound';
import type { RoundPlan } from './planRound';
import { readUpstream, writeKubeconfig } from './ServerAccess';
import { appManifest, sourceManifest, Workload } from './Workload';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
const SOURCE = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
};
const CONVERGE_MS = 60_000;
/** Time without a change after which a reached state counts as settled. */
const SETTLED_MS = 400;
/** More requests in one round than this are a loop. */
const MAX_REQUESTS = 6_000;

/** The server that a trial runs on. */
export interface TrialServer {
  readonly name: string;
  /** Path of its kubeconfig; another one after each restart. */
  kubeconfig(): string;
  /** Kills the server and starts it again with its data. */
  restart?(): Promise<void>;
}

interface TrialOptions {
  readonly server: TrialServer;
  readonly seed: number;
  /** The command line's program. */
  readonly cli: string;
  readonly print: (line: string) => void;
}

/**
 * One workload, reconciled by `gitops controllers` through a proxy with faults,
 * with rounds of change and storm and, after each, the question whether all is
 * as it should be.
 */
export class Trial {
  /** Of changes and plans. */
  private readonly random: Random;
  /** Of faults: their number depends on the order of requests. */
  private readonly faults: Random;
  private readonly planner: RoundPlanner;
  private readonly workload: Workload;
  private readonly folder = mkdtempSync(join(tmpdir(), 'gitops-faults-'));
  private readonly repositories = new RepositoryFixture();
  private readonly namespace: string;
  private readonly commits = new Map<string, string>();
  private readonly strangers = new Map<string, string>();
  /** UIDs of wanted objects by live name. */
  private uids = new Map<string, string>();
  private readonly applied = new Map<string, string>();
  private git!: GitServer;
  private proxy!: FaultProxy;
  private client!: KubeClient;
  private controllers!: Controllers;

  constructor(private readonly options: TrialOptions) {
    this.random = new Random(options.seed);
    this.faults = new Random(`faults-${options.seed}`);
    this.planner = new RoundPlanner(this.random);
    this.workload = new Workload(this.random);
    this.namespace = `faults-${options.seed}`;
  }

  async start(): Promise<void> {
    const { server, cli } = this.options;
    this.git = await startGitServer({ root: this.repositories.root });
    this.proxy = await FaultProxy.start(
      await readUpstream(server.kubeconfig()),
    );
    this.client = connect(server.kubeconfig());
    await promisify(execFile)(process.execPath, [
      ...[cli, 'install', '--kubeconfig', server.kubeconfig()],
    ]);
    const metadata = { name: this.namespace };
    await this.client.create({ ...NAMESPACE, metadata });
    const kubeconfig = join(this.folder, 'kubeconfig');
    writeKubeconfig(kubeconfig, this.proxy, this.tokenFile);
    this.controllers = new Controllers({
      ...{ cli, kubeconfig, folder: this.folder },
      storagePort: await freePort(),
    });
    await this.createStrangers();
    for (const name of this.workload.sources) this.repositories.create(name);
    await this.publish();
    this.controllers.start();
    await this.settle();
  }

  /** One round; rejects with what is wrong afterwards. */
  async round(): Promise<string> {
    const plan = this.planner.next();
    const before = this.proxy.requests;
    const started = performance.now();
    const texts = await this.storm(plan);
    const stormMs = Math.round(performance.now() - started);
    const text = `${texts.join(', ')}; ${describePlan(plan)}`;
    try {
      await this.settle();
    } catch (error) {
      throw new Error(`after ${text}\n${(error as Error).message}`);
    }
    const requests = this.proxy.requests - before;
    if (requests > MAX_REQUESTS) {
      throw new Error(`after ${text}\n${requests} requests in one round`);
    }
    const ms = Math.round(performance.now() - started) - stormMs;
    return `${text}; right after ${ms} ms, ${requests} requests`;
  }

  /** Deletes all, with the controllers killed meanwhile, and asks what is left. */
  async finish(): Promise<void> {
    const { client, namespace } = this;
    this.proxy.setFaults(randomFaults(this.faults, 0.3));
    for (const type of [KUSTOMIZATION, SOURCE]) {
      const { items } = await client.listAll(type, { namespace });
      for (const { metadata } of items) {
        await client.delete(type, { namespace, name: metadata.name ?? '' });
      }
    }
    await delay(this.random.below(500));
    await this.controllers.kill();
    this.controllers.start();
    await delay(1000);
    this.proxy.setFaults();
    await this.eventually('all is deleted', async () => {
      const lists = await Promise.all(
        [KUSTOMIZATION, SOURCE, CONFIG_MAP].map(type =>
          client.listAll(type, { namespace }),
        ),
      );
      return lists
        .flatMap(({ items }) => items)
        .map(({ metadata }) => metadata.name ?? '')
        .filter(name => !this.strangers.has(name))
        .filter(name => name !== 'kube-root-ca.crt');
    });
  }

  async stop(): Promise<void> {
    await this.controllers?.kill('SIGTERM');
    await this.client?.close();
    await this.proxy?.stop();
    await this.git?.stop();
    this.repositories.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The last output of the controllers, for a failure's report. */
  get output(): string {
    return this.controllers?.output ?? '';
  }

  private get tokenFile(): string {
    return join(this.folder, 'token');
  }

  private async storm(plan: RoundPlan): Promise<string[]> {
    const texts: string[] = [];
    this.proxy.setFaults(randomFaults(this.faults, plan.faultShare));
    const ends = delay(plan.stormMs);
    const kills = Promise.all(plan.killsMs.map(ms => this.killAfter(ms)));
    const drifts: string[] = [];
    for (let index = 0; index < plan.changes; index++) {
      const { text, drift } = this.workload.change();
      texts.push(text);
      if (drift) {
        drifts.push(drift.name);
        await this.disturb(drift.name, drift.isDeleted);
      }
    }
    this.forget(drifts);
    await this.publish();
    await this.happen(plan);
    await Promise.all([ends, kills]);
    this.proxy.setFaults();
    return texts;
  }

  private async killAfter(ms: number): Promise<void> {
    await delay(ms);
    await this.controllers.kill();
    this.controllers.start();
  }

  private async happen({ event, stormMs }: RoundPlan): Promise<void> {
    const { proxy, random, options } = this;
    if (event === 'outage') {
      proxy.setDown(true);
      await delay(random.between(200, 1500));
      proxy.setDown(false);
    } else if (event === 'server-restart' && options.server.restart) {
      proxy.setDown(true);
      await options.server.restart();
      const kubeconfig = options.server.kubeconfig();
      proxy.setUpstream(await readUpstream(kubeconfig));
      await this.client.close();
      this.client = connect(kubeconfig);
      proxy.setDown(false);
    } else if (event === 'expired-token') {
      proxy.token = `token-${random.below(1e9)}`;
      await delay(random.between(100, 1000));
      writeFileSync(this.tokenFile, proxy.token);
    } else if (event === 'git-outage') {
      const port = Number(new URL(this.git.url).port);
      await this.git.stop();
      await delay(stormMs);
      this.git = await startGitServer({ root: this.repositories.root, port });
      await this.requestSources();
    } else if (event === 'deleted-crd') {
      await this.recreateSourceKind();
    }
  }

  /** Takes the kind away while it is watched, and brings it and its objects back. */
  private async recreateSourceKind(): Promise<void> {
    const name = 'gitrepositories.source.toolkit.fluxcd.io';
    const crd = await this.client.get<UnstructuredObject>(CRD, { name });
    await this.client.delete(CRD, { name });
    await this.eventually('the CRD is gone', async () =>
      (await this.client.find(CRD, { name })) ? [name] : [],
    );
    const { apiVersion, kind, spec, metadata } = crd;
    await delay(this.random.below(1000));
    await this.client.create({
      ...{ apiVersion, kind, spec },
      metadata: { name, labels: metadata.labels, annotations: {} },
    } as UnstructuredObject);
    await this.eventually('the kind is served', () =>
      this.client
        .list(SOURCE, { namespace: this.namespace })
        .then(() => [])
        .catch((error: Error) => [error.message]),
    );
    this.applied.clear();
    await this.publish();
  }

  /** Brings Git and the cluster's objects of the toolkit to the workload's state. */
  private async publish(): Promise<void> {
    const { namespace, workload, applied } = this;
    for (const source of workload.sources) {
      this.commit(source);
      const url = `${this.git.url}/${source}.git`;
      await this.apply(sourceManifest(namespace, source, url));
    }
    const names = new Set(workload.list().map(({ name }) => name));
    for (const app of workload.list()) {
      await this.apply(appManifest(namespace, app));
    }
    for (const key of applied.keys()) {
      const [kind, name] = key.split('/');
      if (kind === 'Kustomization' && !names.has(name)) {
        applied.delete(key);
        await this.client.delete(KUSTOMIZATION, { namespace, name });
      }
    }
    await this.requestSources();
  }

  private commit(source: string): void {
    const { repositories } = this;
    const wanted = this.workload.filesOf(source);
    const known = this.commits.has(source)
      ? repositories.git(source, 'ls-files').split('\n')
      : [];
    const gone = known.filter(path => path !== '' && !(path in wanted));
    const files = Object.fromEntries(gone.map(path => [path, undefined]));
    this.commits.set(
      source,
      repositories.commit(source, { ...files, ...wanted }),
    );
  }

  private async apply(manifest: KubeObject) {
    const key = `${manifest.kind}/${manifest.metadata.name}`;
    const text = JSON.stringify(manifest);
    if (this.applied.get(key) === text) return;
    await this.client.apply(manifest, {
      fieldManager: 'user',
      force: true,
    });
    this.applied.set(key, text);
  }

  private async requestSources(): Promise<void> {
    const { namespace } = this;
    const at = `${performance.now()}`;
    const metadata = { annotations: { 'reconcile.fluxcd.io/requestedAt': at } };
    for (const name of this.workload.sources) {
      await this.client.patch(SOURCE, { namespace, name }, { metadata });
    }
  }

  private async createStrangers(): Promise<void> {
    const { namespace } = this;
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'app1' };
    for (const [name, more] of [
      ['stranger', {}],
      ['stranger-with-label', { labels }],
    ] as const) {
      const metadata = { namespace, name, ...more };
      const data = { value: 'mine' };
      const object = { ...CONFIG_MAP, metadata, data } as UnstructuredObject;
      const { metadata: live } = await this.client.create(object);
      this.strangers.set(name, live.resourceVersion ?? '');
    }
  }

  private async disturb(name: string, isDeleted: boolean): Promise<void> {
    const key = { namespace: this.namespace, name };
    const live = await this.client.find(CONFIG_MAP, key);
    if (!live) return;
    if (isDeleted) await this.client.delete(CONFIG_MAP, key);
    else {
      const data = { value: 'edited', color: 'edited' };
      const options = { fieldManager: 'kubectl-edit' };
      await this.client.patch(CONFIG_MAP, key, { data }, options);
    }
  }

  /** Objects that may become new ones: deleted by hand, or of another owner. */
  private forget(names: readonly string[]): void {
    for (const name of names) this.uids.delete(name);
    const keys = new Set(
      this.workload.wanted().map(({ app, name }) => `${app}/${name}`),
    );
    for (const key of [...this.uids.keys()]) {
      const name = key.slice(key.indexOf('/') + 1);
      if (!keys.has(key) || names.includes(name)) this.uids.delete(key);
    }
  }

  /** Waits until all is right and stays so, and looks for what was replaced. */
  private async settle(): Promise<void> {
    const { namespace, workload, commits, strangers, controllers } = this;
    const look = () =>
      findViolations({
        ...{ namespace, workload, commits, strangers, controllers },
        client: this.client,
      });
    await this.eventually('all is right', look);
    await delay(SETTLED_MS);
    await this.eventually('all stays right', look, 10_000);
    const problems = [...this.controllers.crashes, ...(await this.replaced())];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  /** Objects that are there under the same name, but not the same ones. */
  private async replaced(): Promise<string[]> {
    const { items } = await this.client.listAll(CONFIG_MAP, {
      namespace: this.namespace,
    });
    const live = new Map(
      items.map(({ metadata }) => [metadata.name, metadata.uid ?? '']),
    );
    const now = new Map(
      this.workload
        .wanted()
        .map(({ app, name }) => [`${app}/${name}`, live.get(name) ?? '']),
    );
    const changed = [...this.uids].filter(
      ([key, uid]) => now.has(key) && now.get(key) !== uid,
    );
    this.uids = now;
    return changed.map(([key]) => `${key} was deleted and made anew`);
  }

  private async eventually(
    what: string,
    look: () => Promise<string[]>,
    timeoutMs = CONVERGE_MS,
  ): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const problems = await look().catch((error: Error) => [error.message]);
      if (problems.length === 0) return;
      if (performance.now() > deadline) {
        throw new Error(
          `waited ${timeoutMs} ms until ${what}:\n  ${problems.join('\n  ')}`,
        );
      }
      await delay(60);
    }
  }
}

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };

/** A port of loopback that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}

function connect(kubeconfig: string): KubeClient {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return KubeClient.fromKubeConfig(config, { qps: 1000, burst: 1000 });
}
