import { parseDocuments, Style } from '@backstage-gitops/go-yaml';
import type { YamlNode } from '@backstage-gitops/go-yaml';
import { AutomationEnvironment } from './AutomationEnvironment';
import type { RandomAutomation } from './randomAutomation';

const SETTLE_MS = 150;

/** What is compared of a case. */
export interface SeenAutomation {
  readonly status: unknown;
  readonly events: readonly unknown[];
  /** Of each branch: its message, author, files that changed, with their values. */
  readonly branches: Readonly<Record<string, unknown>>;
}

/**
 * Flux leaves the tag of the old value where it was no text: `!!bool web:1`, and
 * null for no digest; those are texts here.
 */
function tagOf({ style, tag, value }: YamlNode): string {
  // eslint-disable-next-line no-bitwise -- styles are flags
  const isTagged = (style & Style.Tagged) !== 0;
  return isTagged || value === '' ? '!!str' : tag;
}

function valueOf(node: YamlNode): unknown {
  if (node.kind === 'scalar') return `${tagOf(node)} ${node.value}`;
  if (node.kind === 'alias') return `*${node.value}`;
  return [node.kind, node.content.map(valueOf)];
}

/** Values of the documents that hold something. */
function valuesOf(text: string): unknown {
  try {
    return parseDocuments(text)
      .flatMap(document => document.content.map(valueOf))
      .filter(value => value !== '!!str ');
  } catch {
    return text;
  }
}

/** A cluster and a Git server with one controller: ours, or that of Flux. */
export class AutomationSide extends AutomationEnvironment {
  /** @param isOurs - false: another program is started for the cluster */
  constructor(private readonly isOurs: boolean) {
    super();
  }

  override startController(): void {
    if (this.isOurs) super.startController();
  }

  /** Every case has a namespace, so that policies do not meet. */
  async createCase(name: string, random: RandomAutomation): Promise<void> {
    const { images, ref, spec, files } = random;
    for (const [policy, image] of Object.entries(images)) {
      await this.choose(`${name}-${policy}`, image, { case: name });
    }
    const named = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        text.replaceAll('"apps:', `"apps:${name}-`),
      ]),
    );
    await this.createRepository(name, named, { ref });
    this.repositories.git(name, 'tag', 'v1');
    this.repositories.push(name);
    await this.automate(name, {
      ...spec,
      policySelector: { matchLabels: { case: name } },
    });
  }

  async readCase(name: string): Promise<SeenAutomation> {
    await this.waitFor(
      name,
      object =>
        object.status?.conditions?.some(
          ({ type, status: state }) => type === 'Ready' && state !== 'Unknown',
        ) ?? false,
      60_000,
    );
    const clean = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value)
          .replaceAll(this.git.url, 'http://git')
          // Flux names its temporary directory there.
          .replace(/lstat [^:]*:/g, 'lstat PATH:')
          // And no reference, where it clones all branches.
          .replace(
            /couldn't find remote ref \\"[^"]*\\"/g,
            'reference not found',
          )
          .replace(/\b[0-9a-f]{40}\b/g, 'HASH')
          .replace(/commit '[0-9a-f]{7}'/g, "commit 'HASH'")
          .replace(/"\d{4}-\d\d-\d\dT[^"]*Z"/g, '"TIME"'),
      );
    await this.waitUntilEvent(name);
    // Flux writes its status in two parts.
    await new Promise(resolve => setTimeout(resolve, SETTLE_MS));
    const { status } = await this.read(name);
    const events = (await this.events(name)).map(
      ({ type, reason, message }) => ({ type, reason, message }),
    );
    const seen = {
      status: clean(status),
      events: clean(events) as unknown[],
      branches: this.branchesOf(name),
    };
    await this.delete(name);
    return seen;
  }

  private async waitUntilEvent(name: string): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if ((await this.events(name)).length > 0) return;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
  }

  private branchesOf(name: string): Record<string, unknown> {
    const branches = this.inServer(
      name,
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads',
    ).split('\n');
    return Object.fromEntries(
      branches.map(branch => [branch, this.branchOf(name, branch)]),
    );
  }

  private branchOf(name: string, branch: string) {
    const log = this.inServer(
      name,
      'log',
      '-1',
      '--format=%an|%ae|%cn|%ce|%B',
      branch,
    );
    const paths = this.inServer(
      name,
      'ls-tree',
      '-r',
      '--name-only',
      branch,
    ).split('\n');
    const first = this.inServer(name, 'rev-list', '--max-parents=0', branch);
    return {
      log,
      commits: this.inServer(name, 'rev-list', '--count', branch),
      changed: this.inServer(name, 'diff', '--name-only', first, branch),
      files: Object.fromEntries(
        paths.map(path => [
          path,
          valuesOf(
            this.inServer(name, 'show', `${branch}:${path}`).replaceAll(
              '\r\n',
              '\n',
            ),
          ),
        ]),
      ),
    };
  }
}
