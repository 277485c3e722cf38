import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import type { Statement } from '@backstage-gitops/plugin-gitops-common';
import { messageOf, statementOf } from '../api';
import { wordStatement, type RawText } from '../statements';
import { gitopsTranslationRef, type Translate } from '../translation';

/** The plugin's texts in the reader's language. */
export interface Texts {
  readonly t: Translate;
  /** The sentence of a statement; `raw` is for codes that this page does not know. */
  readonly word: (statement: Statement, raw?: RawText) => string;
  /** What a refused request, or one that failed, says to a person. */
  readonly wordError: (error: unknown) => string;
}

/** Reads texts; renders again when the language changes. */
export function useTexts(): Texts {
  const { t } = useTranslationRef(gitopsTranslationRef);
  return useMemo(() => {
    const word = (statement: Statement, raw?: RawText) =>
      wordStatement(t, statement, raw);
    const wordError = (error: unknown) => {
      const statement = statementOf(error);
      const message = messageOf(error);
      return statement ? word(statement, { message }) : message;
    };
    return { t, word, wordError };
  }, [t]);
}
