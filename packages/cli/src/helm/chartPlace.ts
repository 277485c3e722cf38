import type { TlsOptions } from '@backstage-gitops/http';
import { readFileSync } from 'fs';
import { resolve } from 'path';
import type { CommandIo } from '../command';
import type { ParsedFlags } from '../flags';
import type { HelmLog } from './helmLog';
import type { KnownRepository } from './repositoryAlias';

/** What says where a chart is. */
export interface ChartPlace {
  readonly flags: ParsedFlags;
  readonly io: CommandIo;
  readonly log: HelmLog;
}

/** `--version`; `--devel` asks for previews too. */
export function wantedVersion(flags: ParsedFlags): string {
  const version = (flags.last('version') ?? '').trim();
  return version === '' && flags.isSet('devel') ? '>0.0.0-0' : version;
}

/**
 * Certificates of `--ca-file`, `--cert-file` and `--key-file`, or those that are
 * known of a repository.
 */
export function readTls(
  flags: ParsedFlags,
  cwd: string,
  known?: KnownRepository,
): TlsOptions {
  const read = (flag: string, other: string | undefined) => {
    const path = flags.last(flag) || other;
    return path ? readFileSync(resolve(cwd, path), 'utf8') : undefined;
  };
  return {
    ca: read('ca-file', known?.caFile),
    cert: read('cert-file', known?.certFile),
    key: read('key-file', known?.keyFile),
    insecureSkipVerify:
      flags.isSet('insecure-skip-tls-verify') ||
      (known?.insecureSkipVerify ?? false),
  };
}
