import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import type {
  GitRepository,
  GitRepositorySpec,
} from '@backstage-gitops/plugin-gitops-common';
import { gitRepositoryController } from '../controllers/gitrepository';
import { SourceTestEnvironment } from './SourceTestEnvironment';

/** The GitRepository controller, with a Git server for it. */
export class GitRepositoryEnvironment extends SourceTestEnvironment<GitRepository> {
  readonly repositories = new RepositoryFixture();
  git!: GitServer;

  constructor() {
    super(gitRepositoryController);
  }

  override async start(): Promise<void> {
    this.git = await startGitServer({ root: this.repositories.root });
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

  /** Creates a GitRepository that follows branch main. */
  async create(
    name: string,
    spec: Partial<GitRepositorySpec> & { url: string },
  ): Promise<GitRepository> {
    return this.createObject(name, {
      interval: '1h',
      ref: { branch: 'main' },
      ...spec,
    });
  }
}
