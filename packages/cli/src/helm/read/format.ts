import { decode } from '@backstage-gitops/go-yaml';
import type { ParsedFlags } from '../../flags';
import { toYaml } from '../../yaml';

/** One output in the three formats that `--output` may ask for. */
interface Formats {
  table(): string;
  /** As Go's encoding/json writes it, without a line break. */
  json(): string;
}

/** What `--output` asks for; a table by default. */
export function formatOutput(flags: ParsedFlags, formats: Formats): string {
  switch (flags.last('output')) {
    case 'json':
      return `${formats.json()}\n`;
    case 'yaml':
      return yamlOf(formats.json());
    default:
      return formats.table();
  }
}

/** The YAML of a JSON text, with sorted keys. */
export function yamlOf(json: string): string {
  return toYaml(decode(json, { dialect: 'sigs' }));
}

/** Plain data as Go's encoding/json writes a struct; fields that are undefined are left out. */
export function structJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
