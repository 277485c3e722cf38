import { decode } from '@backstage-gitops/go-yaml';
import { HelmError } from '@backstage-gitops/helm';
import { existsSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import type { CommandIo } from '../command';
import type { ParsedFlags } from '../flags';

/** A repository as `helm repo add` has noted it. */
export interface KnownRepository {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** PEM files. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly insecureSkipVerify: boolean;
  /** Credentials go to other hosts that the index names, too. */
  readonly passesCredentials: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The repository of a chart that is named `REPOSITORY/CHART`, from Helm's
 * repositories.yaml. The index is read anew: Helm's cache of it is not needed.
 * @throws HelmError - in Helm's words: no such repository, or no such form
 */
export function findAlias(
  reference: string,
  flags: ParsedFlags,
  io: Pick<CommandIo, 'cwd' | 'env'>,
): { readonly repository: KnownRepository; readonly chart: string } {
  const [, name, chart] = /^([^/]*)\/(.*)$/s.exec(reference) ?? [];
  if (name === undefined) {
    throw new HelmError(
      'CHART',
      `non-absolute URLs should be in form of repo_name/path_to_chart, got: ${reference}`,
    );
  }
  const found = readRepositories(repositoriesFile(flags, io)).find(
    entry => entry.name === name,
  );
  if (!found) throw new HelmError('CHART', `repo ${name} not found`);
  const text = (field: string) => String(found[field] ?? '');
  return {
    chart,
    repository: {
      url: text('url'),
      username: text('username'),
      password: text('password'),
      caFile: text('caFile'),
      certFile: text('certFile'),
      keyFile: text('keyFile'),
      insecureSkipVerify: found.insecure_skip_tls_verify === true,
      passesCredentials: found.pass_credentials_all === true,
    },
  };
}

/** Where `helm repo add` keeps its list. */
function repositoriesFile(
  flags: ParsedFlags,
  { cwd, env }: Pick<CommandIo, 'cwd' | 'env'>,
): string {
  const given = flags.last('repository-config') || env.HELM_REPOSITORY_CONFIG;
  return given
    ? resolve(cwd, given)
    : join(configHome(env), 'repositories.yaml');
}

function configHome(env: CommandIo['env']): string {
  if (env.HELM_CONFIG_HOME) return env.HELM_CONFIG_HOME;
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, 'helm');
  const home = env.HOME ?? env.USERPROFILE ?? '';
  if (process.platform === 'win32') {
    return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'helm');
  }
  return process.platform === 'darwin'
    ? join(home, 'Library', 'Preferences', 'helm')
    : join(home, '.config', 'helm');
}

/** Entries of the file; none where there is no file. */
function readRepositories(file: string): readonly Fields[] {
  if (!existsSync(file)) return [];
  const content = decode(readFileSync(file), { dialect: 'sigs' });
  const { repositories } = (content ?? {}) as { repositories?: unknown };
  return Array.isArray(repositories)
    ? repositories.filter(
        (entry): entry is Fields => typeof entry === 'object' && entry !== null,
      )
    : [];
}
