import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import {
  apiVersionOf,
  gitRepositoryKind,
  imagePolicyKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ImageUpdateAutomationSpec } from '@backstage-gitops/plugin-gitops-common';
import { execFileSync } from 'child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { SourceTestEnvironment } from '../../../__testUtils__/SourceTestEnvironment';
import { imageUpdateAutomationController } from '../index';
import type { ImageUpdateAutomation } from '../types';

/** A Deployment whose image a policy sets. */
export function deployment(image: string, marker = 'apps:web'): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: web}',
    'spec:',
    `  image: ${image} # {"$imagepolicy": "${marker}"}`,
    '',
  ].join('\n');
}

/** The ImageUpdateAutomation controller with a Git server that takes pushes. */
export class AutomationEnvironment extends SourceTestEnvironment<ImageUpdateAutomation> {
  readonly repositories = new RepositoryFixture();
  git!: GitServer;

  constructor(options: Readonly<Record<string, unknown>> = {}) {
    super(imageUpdateAutomationController, options);
  }

  override async start(): Promise<void> {
    const { root } = this.repositories;
    this.git = await startGitServer({ root, allowPush: true });
    await super.start();
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.git.stop();
    this.repositories.remove();
  }

  urlOf(repository: string): string {
    return `${this.git.url}/${repository}.git`;
  }

  /** What the server does before it takes a push, in shell. */
  hook(repository: string, script: string): void {
    const file = join(
      this.repositories.root,
      `${repository}.git/hooks/pre-receive`,
    );
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** A file in the repository of the server, beside those of Git. */
  serverFile(repository: string, file: string): string {
    return readFileSync(
      join(this.repositories.root, `${repository}.git`, file),
      'utf8',
    );
  }

  /** Runs Git in the repository of the server. */
  inServer(repository: string, ...args: string[]): string {
    const cwd = join(this.repositories.root, `${repository}.git`);
    return execFileSync('git', ['-c', 'safe.directory=*', ...args], {
      cwd,
      encoding: 'utf8',
    }).trimEnd();
  }

  /** A repository with these files, and its GitRepository. */
  async createRepository(
    name: string,
    files: Readonly<Record<string, string>>,
    spec: object = {},
  ): Promise<string> {
    this.repositories.create(name);
    const hash = this.repositories.commit(name, files, 'first');
    await this.client.create<UnstructuredObject>({
      apiVersion: apiVersionOf(gitRepositoryKind),
      kind: gitRepositoryKind.kind,
      metadata: { name, namespace: this.namespace },
      spec: {
        interval: '1h',
        url: this.urlOf(name),
        ref: { branch: 'main' },
        ...spec,
      },
    });
    return hash;
  }

  /** An ImagePolicy that has chosen an image. */
  async choose(
    policy: string,
    latestRef: { name: string; tag: string; digest?: string },
    labels: Record<string, string> = {},
  ): Promise<void> {
    const type = {
      apiVersion: apiVersionOf(imagePolicyKind),
      kind: imagePolicyKind.kind,
    };
    const { namespace } = this;
    const object: UnstructuredObject = {
      ...type,
      metadata: { name: policy, namespace, labels },
      spec: {
        imageRepositoryRef: { name: policy },
        policy: { alphabetical: {} },
      },
    };
    await this.client.apply(object, { fieldManager: 'test' });
    await this.client.patch(
      type,
      { namespace, name: policy },
      { status: { latestRef } },
      { subresource: 'status' },
    );
  }

  /** An automation of the GitRepository of the same name. */
  async automate(
    name: string,
    spec: Partial<ImageUpdateAutomationSpec> = {},
    repository = name,
  ): Promise<ImageUpdateAutomation> {
    return this.createObject(name, {
      interval: '1h',
      sourceRef: { kind: 'GitRepository', name: repository },
      git: { commit: { author: { email: 'flux@example.com', name: 'Flux' } } },
      ...spec,
    });
  }
}
