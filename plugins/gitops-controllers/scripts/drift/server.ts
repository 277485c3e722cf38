// Answers one request per line with one JSON object per line, as the judge in
// test/oracle/flux-helm does, and what a correction would make of the object.
import { createInterface } from 'node:readline';
import type { KubeClient, UnstructuredObject } from '@backstage-gitops/kube';
import { compileIgnoreRules } from '../../src/applied/compileIgnoreRules';
import { inspectObject } from '../../src/controllers/helmrelease/drift/inspectObject';

interface Asked {
  readonly desired: UnstructuredObject;
  readonly live?: UnstructuredObject;
  readonly dryRun: UnstructuredObject;
  readonly ignore: Parameters<typeof compileIgnoreRules>[0];
}

const TYPES = { removed: 'create', changed: 'update', excluded: 'exclude' };

async function answerTo({ desired, live, dryRun, ignore }: Asked) {
  // Only these two methods are called.
  const client = {
    find: async () => live,
    apply: async () => dryRun,
  } as unknown as KubeClient;
  try {
    const ignored = compileIgnoreRules(ignore)
      .filter(rule => rule.matches(desired))
      .flatMap(({ paths }) => paths);
    const { drift } = await inspectObject(desired, {
      client,
      fieldManager: 'helm-controller',
      ignored,
      signal: new AbortController().signal,
    });
    if (!drift) return { type: 'none' };
    const { kind, additions, changes, removals, patch } = drift;
    return {
      type: TYPES[kind],
      counts: [additions, changes, removals],
      patch,
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await answerTo(JSON.parse(line) as Asked);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

void serve();
