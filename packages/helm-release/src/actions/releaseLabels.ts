import { SYSTEM_LABELS } from '../storage/storageLabels';
import { ActionError } from './errors';

type Labels = Readonly<Record<string, string>>;

/** @throws ActionError - `options`: a label is one of Helm's own */
export function requireUserLabels(labels: Labels): void {
  if (SYSTEM_LABELS.some(label => label in labels)) {
    throw new ActionError(
      'options',
      `user supplied labels contains system reserved label name. System labels: [${SYSTEM_LABELS.join(
        ' ',
      )}]`,
    );
  }
}

/** Labels of the release before under new ones; the text `null` removes one. */
export function mergeLabels(current: Labels, given: Labels): Labels {
  return Object.fromEntries(
    Object.entries({ ...current, ...given }).filter(
      ([, value]) => value !== 'null',
    ),
  );
}
