import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { messages } from './translations/messages';

/**
 * Every text of the plugin. English is built in; an app that offers German
 * (`de`) loads it from here. Apps may replace or add texts by a
 * `TranslationResource` with this reference.
 *
 * @public
 */
export const gitopsTranslationRef = createTranslationRef({
  id: 'plugin.gitops',
  messages,
  translations: { de: () => import('./translations/de') },
});

/** Texts of the plugin by key. */
export type Translate = TranslationFunction<(typeof gitopsTranslationRef)['T']>;
