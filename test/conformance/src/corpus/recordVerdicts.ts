import { existsSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import type { Verdicts } from './verdict';

const FILE = 'test/conformance/src/corpus/expected.json';

function expectedFile(): string {
  for (let at = process.cwd(); at !== dirname(at); at = dirname(at)) {
    const file = join(at, FILE);
    if (existsSync(file)) {
      return file;
    }
  }
  throw new Error('record inside the repository');
}

/**
 * Writes what the real server answered as the expectation for one kind:
 *
 *   RECORD_CORPUS=1 npm run conformance -- --target control-plane --only 'objects of kind'
 */
export function recordVerdicts(kind: string, verdicts: Verdicts): void {
  const file = expectedFile();
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    Verdicts
  >;
  const next = { ...all, [kind]: verdicts };
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`);
}
