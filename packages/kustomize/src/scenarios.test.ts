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
    return { error: error.message.replaceAll('/root', '<root>') };
  }
}

/** What the real message ends with: the fault itself, without the way to it. */
function coreOf(message: string): string {
  const parts = message.trim().split(': ');
  return parts[parts.length - 1].split('\n')[0];
}

const ownWording = JSON.parse(
  readFileSync(join(__dirname, 'testing/ownWording.json'), 'utf8'),
) as Record<string, string>;

const scenarios = readdirSync(TESTDATA, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name);

function expectedOutcome(name: string, folder: string) {
  const expected = join(folder, 'expected.yaml');
  if (existsSync(expected)) return { yaml: readFileSync(expected, 'utf8') };
  const judge = readFileSync(join(folder, 'expected-error.txt'), 'utf8');
  const core = ownWording[name] ?? coreOf(judge);
  return { error: expect.stringContaining(core) };
}

describe('scenarios', () => {
  it('are many', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(400);
  });

  it.each(scenarios)('%s', async name => {
    const folder = join(TESTDATA, name);
    expect(await outcome(folder)).toEqual(expectedOutcome(name, folder));
  });
});
