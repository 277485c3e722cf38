import { decode } from '@backstage-gitops/go-yaml';
import { formatForPath } from '@backstage-gitops/sops';
import type { Format } from '@backstage-gitops/sops';
import { ArchiveFileSystem } from './ArchiveFileSystem';

/** A file of a build that may be encrypted. */
interface EncryptedSource {
  readonly path: string;
  readonly format: Format;
  /** True where the build must find plain text; false only checks the file. */
  readonly isReplaced: boolean;
}

type Fields = Record<string, unknown>;

const KUSTOMIZATION_FILES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function fields(value: unknown): Fields[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is Fields => typeof item === 'object' && item !== null,
      )
    : [];
}

function readKustomization(
  files: ArchiveFileSystem,
  directory: string,
): Fields | undefined {
  const path = KUSTOMIZATION_FILES.map(name => `${directory}/${name}`).find(
    candidate => files.stat(candidate)?.kind === 'file',
  );
  if (!path) return undefined;
  try {
    const text = new TextDecoder().decode(files.readFile(path));
    return decode(text, { dialect: 'sigs' }) as Fields;
  } catch {
    // The build itself fails on it, with the reason.
    return undefined;
  }
}

/** Files of a generator: the key decides the format, envs are dotenv. */
function generatorFiles(generator: Fields): [path: string, format: Format][] {
  const named = texts(generator.files).map((entry): [string, Format] => {
    const equals = entry.indexOf('=');
    const path = entry.slice(equals + 1);
    const key = equals < 0 ? path : entry.slice(0, equals);
    return [path, formatForPath(key)];
  });
  const env = typeof generator.env === 'string' ? [generator.env] : [];
  const envs = [...texts(generator.envs), ...env].map(
    (path): [string, Format] => {
      const format = formatForPath(path);
      return [path, format === 'binary' ? 'dotenv' : format];
    },
  );
  return [...named, ...envs];
}

function patchFiles(kustomization: Fields): [path: string, format: Format][] {
  const paths = [
    ...fields(kustomization.patches).map(patch => patch.path),
    ...fields(kustomization.patchesJson6902).map(patch => patch.path),
    ...texts(kustomization.patchesStrategicMerge).filter(
      text => !text.includes('\n'),
    ),
  ];
  return texts(paths).map(path => [path, formatForPath(path)]);
}

/**
 * Files that a build reads and that may be encrypted: those of generators and
 * patches, and manifests, of this kustomization and of local ones it refers to.
 */
export function encryptedSources(
  files: ArchiveFileSystem,
  directory: string,
): EncryptedSource[] {
  const found: EncryptedSource[] = [];
  const visited = new Set<string>();
  const visit = (current: string): void => {
    const real = files.stat(current) ? files.realPath(current) : current;
    if (visited.has(real)) return;
    visited.add(real);
    const kustomization = readKustomization(files, real);
    if (!kustomization) return;
    const add = (name: string, format: Format, isReplaced: boolean) => {
      const path = `${real}/${name}`;
      if (files.stat(path)?.kind === 'file') {
        found.push({ path: files.realPath(path), format, isReplaced });
      }
    };
    const generators = [
      ...fields(kustomization.configMapGenerator),
      ...fields(kustomization.secretGenerator),
    ].flatMap(generatorFiles);
    for (const [path, format] of [
      ...generators,
      ...patchFiles(kustomization),
    ]) {
      add(path, format, true);
    }
    const references = ['resources', 'bases', 'components'].flatMap(field =>
      texts(kustomization[field]),
    );
    for (const reference of references) {
      const path = `${real}/${reference}`;
      if (files.stat(path)?.kind === 'dir') visit(path);
      else add(reference, 'yaml', false);
    }
  };
  visit(directory);
  return found;
}
