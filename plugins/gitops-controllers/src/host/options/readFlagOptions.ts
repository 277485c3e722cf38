import { formatDuration } from '@backstage-gitops/kube';
import { HostError } from '../errors';
import type { ControllerModule } from '../module';
import { HOST_OPTIONS } from './hostOptions';
import { parseTexts } from './parseValue';
import { resolveOptions } from './resolveOptions';
import type { ControllerHostOptions } from './resolveOptions';
import type { Option } from './schema';

/** Texts of flags by name, one for each time that a flag was given. */
export type FlagTexts = Readonly<Record<string, readonly string[] | undefined>>;

/** The options that flags can set; each flag once, the host's first. */
export function flagOptions(modules: readonly ControllerModule[]): Option[] {
  const all = [HOST_OPTIONS, ...modules.map(({ options }) => options)].flatMap(
    schema => Object.values(schema) as Option[],
  );
  const byFlag = new Map<string, Option>();
  for (const option of all) {
    if (!byFlag.has(option.flag)) byFlag.set(option.flag, option);
  }
  return [...byFlag.values()];
}

/**
 * Reads settings from flags. A flag that several controllers know sets it for
 * all of them.
 * @throws HostError - `invalid-option`: a value of the wrong form
 */
export function readFlagOptions(
  flags: FlagTexts,
  modules: readonly ControllerModule[],
): ControllerHostOptions {
  return resolveOptions(modules, (_name, option) => {
    const texts = flags[option.flag];
    if (texts === undefined || texts.length === 0) return undefined;
    try {
      return parseTexts(option, texts);
    } catch (error) {
      throw new HostError(
        'invalid-option',
        `--${option.flag} ${(error as Error).message}`,
      );
    }
  });
}

const VALUE_NAMES: Readonly<Record<Option['type'], string>> = {
  boolean: '',
  integer: 'N',
  duration: 'DURATION',
  string: 'NAME',
  strings: 'NAME,...',
  switches: 'NAME=BOOL,...',
  secret: 'FILE',
};

const FLAG_WIDTH = 42;

/** Help of the flags, a line each. */
export function flagHelp(modules: readonly ControllerModule[]): string {
  return flagOptions(modules)
    .map(option => {
      const value = option.valueName ?? VALUE_NAMES[option.type];
      const flag = `  --${option.flag}${value && ` ${value}`}`;
      return `${flag.padEnd(FLAG_WIDTH)} ${option.doc}${defaultText(option)}\n`;
    })
    .join('');
}

function defaultText(option: Option): string {
  const { type } = option;
  if (type === 'switches' || type === 'strings') return '';
  if (option.default === undefined || option.default === '') return '';
  const shown =
    type === 'duration'
      ? formatDuration(option.default)
      : String(option.default);
  return ` (default ${shown})`;
}
