import type { RepositoryFixture } from '@backstage-gitops/git';
import { KubeClient } from '@backstage-gitops/kube';
import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import { ApiObject } from '../Api';
import { readyOf } from './readObjects';
import type { SeenEvent } from './readObjects';

const TOOLKIT = 'toolkit.fluxcd.io/v1';

/** Kinds that cases name by their last part. */
export const TYPES = {
  GitRepository: {
    apiVersion: `source.${TOOLKIT}`,
    kind: 'GitRepository',
  },
  OCIRepository: {
    apiVersion: `source.${TOOLKIT}`,
    kind: 'OCIRepository',
  },
  HelmRepository: {
    apiVersion: `source.${TOOLKIT}`,
    kind: 'HelmRepository',
  },
  HelmChart: {
    apiVersion: `source.${TOOLKIT}`,
    kind: 'HelmChart',
  },
  HelmRelease: {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
  },
  ImageRepository: {
    apiVersion: `image.${TOOLKIT}`,
    kind: 'ImageRepository',
  },
  ImagePolicy: {
    apiVersion: `image.${TOOLKIT}`,
    kind: 'ImagePolicy',
  },
  ImageUpdateAutomation: {
    apiVersion: `image.${TOOLKIT}`,
    kind: 'ImageUpdateAutomation',
  },
  Receiver: {
    apiVersion: `notification.${TOOLKIT}`,
    kind: 'Receiver',
  },
  Kustomization: {
    apiVersion: `kustomize.${TOOLKIT}`,
    kind: 'Kustomization',
  },
  ConfigMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  Secret: { apiVersion: 'v1', kind: 'Secret' },
  ServiceAccount: { apiVersion: 'v1', kind: 'ServiceAccount' },
  Event: { apiVersion: 'v1', kind: 'Event' },
} as const;

type Kind = keyof typeof TYPES;

/** What a case may still wait for, milliseconds. */
const WAIT_MS = 45_000;
const POLL_MS = 60;

/** What the benches of one run share. */
interface BenchDeps {
  readonly client: KubeClient;
  readonly repositories: RepositoryFixture;
  /** Of the Git server, without a final slash. */
  readonly gitUrl: string;
  /** Storage directory of the controllers. */
  readonly storage: string;
  /** Where they take the calls of Receivers, without a final slash. */
  readonly webhooksUrl: string;
}

type Check = (object: ApiObject) => boolean | undefined;

/** What one case works with: a namespace and a repository of its own. */
export class Bench {
  readonly client: KubeClient;

  constructor(private readonly deps: BenchDeps, readonly namespace: string) {
    this.client = deps.client;
  }

  get url(): string {
    return `${this.deps.gitUrl}/${this.namespace}.git`;
  }

  /** The same in another namespace, which the case makes. */
  in(namespace: string): Bench {
    return new Bench(this.deps, namespace);
  }

  /** Directory of the repositories that are served. */
  get repositoryRoot(): string {
    return this.deps.repositories.root;
  }

  /** Makes another repository, `<namespace>-<name>`, of one commit; its hash. */
  repository(
    name: string,
    files: Readonly<Record<string, string>>,
    ...options: string[]
  ): string {
    const full = `${this.namespace}-${name}`;
    this.deps.repositories.create(full, ...options);
    return this.deps.repositories.commit(full, files);
  }

  /** Adds a submodule to such a repository; the hash of the commit. */
  pin(name: string, { path, hash }: { path: string; hash: string }): string {
    const { repositories } = this.deps;
    const full = `${this.namespace}-${name}`;
    const info = `160000,${hash},${path}`;
    repositories.git(full, 'update-index', '--add', '--cacheinfo', info);
    repositories.git(full, 'commit', '-q', '-m', 'pin');
    repositories.push(full);
    return repositories.git(full, 'rev-parse', 'HEAD');
  }

  /** Where calls of Receivers are taken, without a final slash. */
  get webhooksUrl(): string {
    return this.deps.webhooksUrl;
  }

  /** Storage directory of the controllers. */
  get storage(): string {
    return this.deps.storage;
  }

  /** Runs Git in the work tree of the repository. */
  git(...args: string[]): string {
    return this.deps.repositories.git(this.namespace, ...args);
  }

  /** Pushes branches and tags. */
  pushAll(): void {
    this.deps.repositories.push(this.namespace);
  }

  /** Commits and pushes; the hash. Files that are undefined are deleted. */
  commit(
    files: Readonly<Record<string, string | undefined>>,
    message = 'change',
  ): string {
    return this.deps.repositories.commit(this.namespace, files, message);
  }

  /** Commits, lets source `app` look, and gives the revision. */
  async push(
    files: Readonly<Record<string, string | undefined>>,
    message?: string,
  ): Promise<string> {
    const revision = `main@sha1:${this.commit(files, message)}`;
    if (await this.find('GitRepository', 'app')) {
      await this.request('GitRepository', 'app');
    }
    return revision;
  }

  create(object: KubeObject): Promise<UnstructuredObject> {
    const { name, ...metadata } = object.metadata;
    return this.client.create({
      ...object,
      metadata: { namespace: this.namespace, ...metadata, name },
    } as UnstructuredObject);
  }

  /** A Secret of texts. */
  async secret(
    name: string,
    texts: Readonly<Record<string, string>>,
    type = 'Opaque',
  ): Promise<void> {
    const data = Object.fromEntries(
      Object.entries(texts).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    );
    const secret = { ...TYPES.Secret, metadata: { name }, type, data };
    await this.create(secret as KubeObject);
  }

  /** A GitRepository of the case's repository that follows `main`. */
  async source(name = 'app', spec: object = {}): Promise<void> {
    await this.create({
      ...TYPES.GitRepository,
      metadata: { name },
      spec: {
        ...{ url: this.url, interval: '1h', ref: { branch: 'main' } },
        ...spec,
      },
    } as KubeObject);
  }

  /** A Kustomization of source `app`, with everything in the case's namespace. */
  async app(
    name = 'app',
    spec: object = {},
    metadata: object = {},
  ): Promise<void> {
    await this.create({
      ...TYPES.Kustomization,
      metadata: { name, ...metadata },
      spec: {
        ...{ interval: '1h', prune: true, targetNamespace: this.namespace },
        sourceRef: { kind: 'GitRepository', name: 'app' },
        ...spec,
      },
    } as KubeObject);
  }

  /** Pushes files and waits until the new source `app` has them; the revision. */
  async publish(files: Readonly<Record<string, string>>): Promise<string> {
    const revision = await this.push(files, 'first');
    await this.source();
    await this.ready('GitRepository');
    return revision;
  }

  /** Pushes files and creates source and Kustomization `app`; the revision. */
  async start(
    files: Readonly<Record<string, string>>,
    spec: object = {},
  ): Promise<string> {
    const revision = await this.publish(files);
    await this.app('app', spec);
    return revision;
  }

  find(kind: Kind, name: string): Promise<ApiObject | undefined> {
    const { namespace } = this;
    return this.client.find<UnstructuredObject>(TYPES[kind], {
      namespace,
      name,
    });
  }

  async get(kind: Kind, name: string): Promise<ApiObject> {
    const object = await this.find(kind, name);
    if (!object) throw new Error(`${kind} ${name} is not there`);
    return object;
  }

  async patch(kind: Kind, name: string, patch: object): Promise<void> {
    const { namespace } = this;
    await this.client.patch(TYPES[kind], { namespace, name }, patch, {
      fieldManager: 'somebody',
    });
  }

  async delete(kind: Kind, name: string): Promise<void> {
    const { namespace } = this;
    await this.client.delete(TYPES[kind], { namespace, name });
  }

  /** Asks for a run and waits for its end. */
  async request(kind: Kind, name: string): Promise<ApiObject> {
    const at = `${performance.now()}`;
    const annotations = { 'reconcile.fluxcd.io/requestedAt': at };
    await this.patch(kind, name, { metadata: { annotations } });
    return this.until(
      kind,
      name,
      ({ status }) => status?.lastHandledReconcileAt === at,
    );
  }

  /** The object once `check` holds. */
  async until(kind: Kind, name: string, check: Check): Promise<ApiObject> {
    let last: ApiObject | undefined;
    const object = await this.eventually(async () => {
      last = await this.find(kind, name);
      return last && check(last) ? last : undefined;
    });
    if (!object) {
      throw new Error(
        `${kind} ${name} did not get there: ${JSON.stringify(last?.status)}`,
      );
    }
    return object;
  }

  async untilGone(kind: Kind, name: string): Promise<void> {
    const isGone = await this.eventually(
      async () => (await this.find(kind, name)) === undefined || undefined,
    );
    if (!isGone) throw new Error(`${kind} ${name} is still there`);
  }

  /** Once Ready has a status and, for a success, a revision. */
  ready(kind: Kind = 'Kustomization', name = 'app', revision?: string) {
    return this.until(
      kind,
      name,
      object =>
        readyOf(object)?.status === 'True' &&
        (revision === undefined ||
          object.status.lastAppliedRevision === revision ||
          object.status.artifact?.revision === revision),
    );
  }

  /** Once Ready is False for a reason. */
  failed(reason: string, kind: Kind = 'Kustomization', name = 'app') {
    return this.until(kind, name, object => {
      const ready = readyOf(object);
      return ready?.status === 'False' && ready.reason === reason;
    });
  }

  /** Events of an object, oldest first, once one has this text in its message. */
  async events(
    text: string,
    name = 'app',
    kind: Kind = 'Kustomization',
  ): Promise<SeenEvent[]> {
    let all: SeenEvent[] = [];
    const found = await this.eventually(async () => {
      all = await this.listEvents(name, kind);
      return all.some(({ message }) => message.includes(text)) || undefined;
    });
    if (!found) {
      throw new Error(`no event "${text}": ${JSON.stringify(all)}`);
    }
    return all;
  }

  async listEvents(
    name = 'app',
    kind: Kind = 'Kustomization',
  ): Promise<SeenEvent[]> {
    const { items } = await this.client.list<UnstructuredObject>(TYPES.Event, {
      namespace: this.namespace,
      fieldSelector: `involvedObject.name=${name},involvedObject.kind=${kind}`,
    });
    return (items as ApiObject[])
      .sort((a, b) =>
        String(a.metadata.name) < String(b.metadata.name) ? -1 : 1,
      )
      .map(object => ({
        type: object.type,
        reason: object.reason,
        message: object.message,
        annotations: object.metadata.annotations ?? {},
        object,
      }));
  }

  /** Waits a while; undefined when it did not happen. */
  async eventually<T>(read: () => Promise<T | undefined>) {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const value = await read();
      if (value !== undefined || Date.now() > end) return value;
      await new Promise(done => setTimeout(done, POLL_MS));
    }
  }
}
