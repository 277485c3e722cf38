import type { Statement } from '@backstage-gitops/plugin-gitops-common';
import type { Translate } from '../translation';
import { statementMessages } from '../translations/en/statements';
import { statementRules, type Wording } from './statementRules';

/** What a controller wrote, to fall back to. */
export interface RawText {
  readonly reason?: string;
  readonly message?: string;
}

/** Keys of statements are put together from codes, which the types cannot follow. */
type LooseTranslate = (
  key: string,
  options: { readonly replace: object },
) => string;

type LooseRule = (params: object, t: Translate) => Wording;

/**
 * The sentence of a statement, in the reader's language.
 * @param raw - shown in place of a code that a newer backend has sent
 */
export function wordStatement(
  t: Translate,
  statement: Statement,
  raw: RawText = {},
): string {
  const { code, params } = statement;
  if (!Object.hasOwn(statementMessages, code)) {
    return wordRaw(raw) ?? t('sentence.unknown', { code });
  }
  const rule = statementRules[code] as LooseRule | undefined;
  const { form, values = params } = rule?.(params, t) ?? {};
  const key = ['statement', code, form].filter(Boolean).join('.');
  const sentence = (t as LooseTranslate)(key, { replace: values });
  return 'message' in params && endsOpen(sentence)
    ? joinMessage(t, sentence, params.message)
    : sentence;
}

/** Whether a text leaves the full stop to the message that follows. */
function endsOpen(sentence: string): boolean {
  return !sentence.endsWith('.');
}

function joinMessage(t: Translate, sentence: string, message: string): string {
  return message
    ? t('sentence.withMessage', { sentence, message })
    : t('sentence.withoutMessage', { sentence });
}

function wordRaw({ reason, message }: RawText): string | undefined {
  return [reason, message].filter(Boolean).join(': ') || undefined;
}
