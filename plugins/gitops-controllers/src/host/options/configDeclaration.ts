import { formatDuration } from '@backstage-gitops/kube';
import { sectionOf } from '../module';
import type { ControllerModule } from '../module';
import { HOST_OPTIONS } from './hostOptions';
import { configPathOf } from './schema';
import type { Option, OptionsSchema } from './schema';

/** Fields of the declaration by name: an option, or the fields below it. */
interface Section {
  [name: string]: Option | Section;
}

const HEADER = `// Generated from the options of the controllers; see
// src/host/options/configDeclaration.ts. Do not edit.
`;

function addAll(section: Section, schema: OptionsSchema): void {
  for (const [name, option] of Object.entries(schema)) {
    const place = configPathOf(name, option);
    if (place.startsWith('/')) continue;
    addOption(section, place, option);
  }
}

/** What lies beside `gitops.controllers`. */
function addOutside(section: Section, schema: OptionsSchema): void {
  for (const [name, option] of Object.entries(schema)) {
    const place = configPathOf(name, option);
    if (place.startsWith('/')) addOption(section, place.slice(1), option);
  }
}

function addOption(section: Section, place: string, option: Option): void {
  const path = place.split('.');
  const last = path.pop()!;
  const parent = path.reduce<Section>(
    (inner, key) => (inner[key] ??= {}) as Section,
    section,
  );
  parent[last] ??= option;
}

function isOption(value: Option | Section): value is Option {
  return typeof value.type === 'string';
}

function typeText(option: Option): string {
  switch (option.type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return 'number';
    case 'strings':
      return 'string[]';
    case 'switches':
      return '{ [name: string]: boolean }';
    default:
      return 'values' in option && option.values
        ? option.values.map(value => `'${value}'`).join(' | ')
        : 'string';
  }
}

function defaultText(option: Option): string {
  if (option.type === 'switches' || option.type === 'strings') return '';
  if (option.default === undefined || option.default === '') return '';
  const value =
    option.type === 'duration'
      ? formatDuration(option.default)
      : String(option.default);
  return ` Default \`${value}\`.`;
}

/** Backstage masks secrets in logs, and sends only public fields to browsers. */
function visibility({ type }: Option): string {
  return type === 'secret' ? ' @visibility secret' : '';
}

function lines(section: Section, indent: string): string[] {
  return Object.entries(section).flatMap(([name, field]) =>
    isOption(field)
      ? [
          `${indent}/** ${field.doc}${defaultText(field)}${visibility(
            field,
          )} */`,
          `${indent}${name}?: ${typeText(field)};`,
        ]
      : [`${indent}${name}?: {`, ...lines(field, `${indent}  `), `${indent}};`],
  );
}

/**
 * `config.d.ts` of the plugin: Backstage's schema of its part of app-config.
 * Options of controllers may stand at the top, for all controllers that have
 * them, and in the section of one kind.
 */
export function configDeclaration(
  modules: readonly ControllerModule[],
): string {
  const top: Section = {};
  addAll(top, HOST_OPTIONS);
  for (const module of modules) addAll(top, module.options);
  for (const module of modules) {
    const section: Section = {};
    addAll(section, module.options);
    top[sectionOf(module)] = section;
  }
  const outside: Section = {};
  addOutside(outside, HOST_OPTIONS);
  return [
    `${HEADER}export interface Config {`,
    '  gitops?: {',
    '    /** The controllers that this backend runs for clusters in mode `run`. */',
    '    controllers?: {',
    ...lines(top, '      '),
    '    };',
    ...lines(outside, '    '),
    '  };',
    '}',
    '',
  ].join('\n');
}
