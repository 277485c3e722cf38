import type { Statement } from './generated/openapi';

/** Every code of {@link Statement}. */
export type StatementCode = Statement['code'];

/** Parameters of a {@link Statement}, by its code. */
export type StatementParams = {
  readonly [Code in StatementCode]: Extract<
    Statement,
    { readonly code: Code }
  >['params'];
};
