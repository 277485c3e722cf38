import { helmRepositoryKind } from '@backstage-gitops/plugin-gitops-common';
import type { PutContent } from '../../artifacts';
import { concurrentOption, defineController } from '../../host/module';
import type { ControllerModule } from '../../host/module';
import { createSourceController } from '../createSourceController';
import type { ArtifactContent, SourceKind, Upstream } from '../SourceKind';
import type { SourceContext, SourceObject } from '../SourceObject';

/**
 * A source whose upstream is what a test says: the kit with nothing around it.
 * Its objects are HelmRepositories, which have a link.
 */
export class FakeSource implements SourceKind<SourceObject, Upstream> {
  readonly type = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: helmRepositoryKind.kind,
  };
  readonly linkName = 'latest.tar.gz';
  revision = 'main@sha1:1';
  /** Called for each artifact. */
  content: (workDirectory: string) => PutContent = () => ({
    bytes: new TextEncoder().encode('hello'),
  });
  /** How often an artifact was made. */
  builds = 0;

  /** The controller of it, in place of that of HelmRepositories. */
  module(): ControllerModule {
    return defineController({
      kind: helmRepositoryKind,
      options: { concurrent: concurrentOption(2) },
      create: deps => createSourceController(this, deps),
    });
  }

  hostOf(): string {
    return 'upstream.example';
  }

  async fetch({ status }: SourceContext): Promise<Upstream> {
    const { revision } = this;
    return { revision, isCurrent: status.artifact?.revision === revision };
  }

  async makeContent(
    _ctx: SourceContext,
    { revision }: Upstream,
    workDirectory: string,
  ): Promise<ArtifactContent> {
    this.builds += 1;
    const fileName = `${revision.split(':')[1]}.tar.gz`;
    return { fileName, content: this.content(workDirectory) };
  }

  describeNewRevision({ revision }: Upstream): string {
    return `new upstream revision '${revision}'`;
  }

  describeStored(_ctx: SourceContext, { revision }: Upstream): string {
    return `stored artifact for revision '${revision}'`;
  }

  describeNewArtifact(_ctx: SourceContext, { revision }: Upstream): string {
    return `stored artifact for '${revision}'`;
  }
}
