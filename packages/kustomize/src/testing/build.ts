import { buildKustomization } from '../build';
import { MemoryFileSystem } from '../fileSystem';

/** Files of a test by path below the directory that is built. */
type TestFiles = Readonly<Record<string, string>>;

/** Builds a kustomization with the files beside it; the text that is printed. */
export async function built(
  kustomization: string,
  files: TestFiles = {},
): Promise<string> {
  const fs = new MemoryFileSystem({ '/app/kustomization.yaml': kustomization });
  for (const [path, text] of Object.entries(files)) {
    fs.writeFile(`/app/${path}`, text);
  }
  return (await buildKustomization(fs, '/app')).yaml();
}

/** The message with which a build ends; `''` when it succeeds. */
export async function failureOf(
  kustomization: string,
  files: TestFiles = {},
): Promise<string> {
  try {
    await built(kustomization, files);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** What stands behind `key:` on each line that has it, in order. */
export function valuesOf(yaml: string, key: string): string[] {
  const line = new RegExp(`^[ -]*${key}: (.*)$`, 'gm');
  return [...yaml.matchAll(line)].map(match => match[1]);
}
