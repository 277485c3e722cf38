// Answers one directory per line with one JSON object per line, as the judge
// in test/oracle/kustomize does.
import * as fs from 'node:fs';
import { createInterface } from 'node:readline';
import {
  buildKustomization,
  isKustomizeError,
  nodeFileSystem,
} from '../../src';

const diskFileSystem = nodeFileSystem(fs);

interface Answer {
  yaml?: string;
  error?: string;
  /** Of a {@link KustomizeError}. */
  code?: string;
  /** Only of a fault in this engine. */
  stack?: string;
  ms: number;
}

async function answer(
  directory: string,
  restrictionsNone: boolean,
): Promise<Answer> {
  const start = performance.now();
  const done = (result: Omit<Answer, 'ms'>) => ({
    ...result,
    ms: performance.now() - start,
  });
  try {
    const result = await buildKustomization(diskFileSystem, directory, {
      loadRestrictor: restrictionsNone ? 'LoadRestrictionsNone' : undefined,
    });
    return done({ yaml: result.yaml() });
  } catch (error) {
    if (isKustomizeError(error))
      return done({ error: error.message, code: error.code });
    return done({
      error: String(error),
      stack: error instanceof Error ? error.stack : String(error),
    });
  }
}

const FLAG = 'restrictions-none ';

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const restrictionsNone = line.startsWith(FLAG);
    let directory = restrictionsNone ? line.slice(FLAG.length) : line;
    let repeat = 1;
    const match = /^repeat=(\d+) (.*)$/.exec(directory);
    if (match !== null) [repeat, directory] = [Number(match[1]), match[2]];
    let result = await answer(directory, restrictionsNone);
    for (let i = 1; i < repeat; i++)
      result = await answer(directory, restrictionsNone);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

void serve();
