import { functions } from './cases/functions.mjs';
import { DATA, language } from './cases/language.mjs';

/** Groups whose templates are also run with the other missing-key modes. */
const MODES = {
  fields: ['zero', 'error'],
  actions: ['zero', 'error'],
  conditions: ['error'],
  comparison: ['zero'],
  templates: ['zero'],
  range: ['error'],
};

/** All cases by group: template, data, options; the answers come from the Go program. */
export function buildCases() {
  const groups = {};
  for (const [group, templates] of Object.entries({
    ...language,
    ...functions,
  })) {
    const unique = [...new Set(templates)];
    groups[group] = unique.map(template => ({ template, data: DATA }));
    for (const missingKey of MODES[group] ?? []) {
      groups[group].push(
        ...unique.map(template => ({ template, data: DATA, missingKey })),
      );
    }
  }
  return groups;
}
