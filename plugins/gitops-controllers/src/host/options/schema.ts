import type { TextForm } from './textForms';

/** What a setting is made of. */
interface OptionBase<Type extends string, Value> {
  readonly type: Type;
  /** Flag without dashes, Flux's own name where Flux has it: `requeue-dependency`. */
  readonly flag: string;
  /** One line for help, reference and config schema. */
  readonly doc: string;
  readonly default: Value;
  /**
   * Place in app-config below `gitops.controllers`; with a slash in front, below
   * `gitops`. Default: the name of the option, without a final `Ms`.
   */
  readonly config?: string;
  /** How help shows the value; default by type. */
  readonly valueName?: string;
}

/** On or off. */
export type BooleanOption = OptionBase<'boolean', boolean>;

/** A whole number. */
export interface IntegerOption<V extends number | undefined = number>
  extends OptionBase<'integer', V> {
  readonly min?: number;
  readonly max?: number;
}

/** Milliseconds; written as a Go duration such as `1m30s`. */
export interface DurationOption extends OptionBase<'duration', number> {
  /** The least number of milliseconds; default 0. */
  readonly min?: number;
}

/** A text; undefined where the default is none. */
export interface TextOption<V extends string | undefined = string>
  extends OptionBase<'string', V> {
  /** The only values that are allowed. */
  readonly values?: readonly string[];
  /** What a text that is not empty has to be. */
  readonly form?: TextForm;
  /** Refuses the empty text, which otherwise stands for none. */
  readonly isRequired?: boolean;
}

/** A list of texts; on the command line repeated or separated by commas. */
export interface TextListOption
  extends OptionBase<'strings', readonly string[]> {
  readonly values?: readonly string[];
  /** What each text has to be. */
  readonly form?: TextForm;
}

/** Switches by name: `Name=true,Other=false`. */
export type SwitchesOption = OptionBase<
  'switches',
  Readonly<Record<string, boolean>>
>;

/**
 * A text that nobody may see: app-config holds it, a flag names the file that
 * does.
 */
export type SecretOption = OptionBase<'secret', string | undefined>;

/** One setting. */
export type Option =
  | BooleanOption
  | IntegerOption
  | IntegerOption<number | undefined>
  | DurationOption
  | TextOption
  | TextOption<string | undefined>
  | TextListOption
  | SwitchesOption
  | SecretOption;

/** Settings by the name under which the code reads them. */
export type OptionsSchema = Readonly<Record<string, Option>>;

/** The values of a schema's options. */
export type OptionValues<S extends OptionsSchema> = {
  readonly [K in keyof S]: S[K] extends OptionBase<string, infer V> ? V : never;
};

/** Every option at its default. */
export function defaultsOf<S extends OptionsSchema>(
  schema: S,
): OptionValues<S> {
  return Object.fromEntries(
    Object.entries(schema).map(([name, option]) => [name, option.default]),
  ) as OptionValues<S>;
}

/** Place of an option in app-config, below its section; see {@link Option}. */
export function configPathOf(name: string, option: Option): string {
  return option.config ?? name.replace(/Ms$/, '');
}

type Rest<O> = Omit<O, 'type'>;

/** Builders of options; each fixes the type, the caller gives the rest. */
export const option = {
  boolean: (rest: Rest<BooleanOption>): BooleanOption => ({
    type: 'boolean',
    ...rest,
  }),
  integer: <V extends number | undefined = number>(
    rest: Rest<IntegerOption<V>>,
  ): IntegerOption<V> => ({ type: 'integer', ...rest }),
  duration: (rest: Rest<DurationOption>): DurationOption => ({
    type: 'duration',
    ...rest,
  }),
  string: <V extends string | undefined = string>(
    rest: Rest<TextOption<V>>,
  ): TextOption<V> => ({ type: 'string', ...rest }),
  strings: (rest: Rest<TextListOption>): TextListOption => ({
    type: 'strings',
    ...rest,
  }),
  switches: (rest: Rest<SwitchesOption>): SwitchesOption => ({
    type: 'switches',
    ...rest,
  }),
  secret: (rest: Omit<Rest<SecretOption>, 'default'>): SecretOption => ({
    type: 'secret',
    default: undefined,
    ...rest,
  }),
} as const;
