import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildKustomization } from './build';
import { isKustomizeError } from './errors';
import { MemoryFileSystem } from './fileSystem';

/**
 * Every folder of testdata is built and compared with what the real kustomize
 * gave (scripts/scenarios/record.mjs records it).
 */
const TESTDATA = join(__dirname, '../testdata');

function filesBelow(directory: string, path = ''): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(join(directory, path), {
    withFileTypes: true,
  })) {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(files, filesBelow(directory, child));
    else files[`/root${child}`] = readFileSync(join(directory, child));
  }
  return files;
}

async function outcome(
  folder: string,
): Promise<{ yaml?: string; error?: string }> {
  const fs = new MemoryFileSystem(filesBelow(join(folder, 'input')));
  try {
    const result = await buildKustomization(fs, '/root');
    return { yaml: result.yaml() };
  } catch (error) {
    if (!isKustomizeError(error)) throw error;
    return { error: error.message.replaceAll('/root', '<root>').trimEnd() };
  }
}

/** Messages of ours that differ from kustomize's, by scenario: whole. */
const ownWording = JSON.parse(
  readFileSync(join(__dirname, 'testing/ownWording.json'), 'utf8'),
) as Record<string, string>;

const scenarios = readdirSync(TESTDATA, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name);

/** The whole message of the real kustomize, without the word of its command. */
function messageOf(folder: string): string | undefined {
  const file = join(folder, 'expected-error.txt');
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .trimEnd()
        .replace(/^Error: /, '')
    : undefined;
}

function expectedOutcome(name: string, folder: string) {
  const error = messageOf(folder);
  return error === undefined
    ? { yaml: readFileSync(join(folder, 'expected.yaml'), 'utf8') }
    : { error: ownWording[name] ?? error };
}

describe('scenarios', () => {
  it('are many', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(400);
  });

  it.each(scenarios)('%s', async name => {
    const folder = join(TESTDATA, name);
    expect(await outcome(folder)).toEqual(expectedOutcome(name, folder));
  });

  it('have an own wording only where it differs', () => {
    const needless = Object.entries(ownWording).filter(
      ([name, wording]) => messageOf(join(TESTDATA, name)) === wording,
    );
    expect(needless).toEqual([]);
  });
});
