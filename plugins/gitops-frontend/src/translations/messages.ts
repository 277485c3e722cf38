import { interfaceMessages } from './en/interface';
import { statementMessages } from './en/statements';

/** Every text of the plugin, in English. */
export const messages = {
  ...interfaceMessages,
  statement: statementMessages,
} as const;

/** The same texts in another language: a missing one is a type error. */
export type Translated<T> = {
  readonly [Key in keyof T]: T[Key] extends string
    ? string
    : Translated<T[Key]>;
};

/** Keys of nested texts as `translation.ts` sees them: `statement.ready`. */
export type FlatKey<T> = {
  [Key in keyof T & string]: T[Key] extends string
    ? Key
    : `${Key}.${FlatKey<T[Key]>}`;
}[keyof T & string];

interface Nested {
  readonly [key: string]: string | Nested;
}

/** Nested texts as a map from {@link FlatKey} to text. */
export function flatten(nested: Nested, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(nested).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value]]
        : Object.entries(flatten(value, `${prefix}${key}.`)),
    ),
  );
}
