import { GoType } from './goType';
import type { GoFunction } from './goFunction';
import type { GoValue } from './goValue';

/** What a {@link GoObject} is made of. */
export interface GoObjectOptions {
  /** Type as `%T` prints it; kind `struct`, `ptr` (to a struct), `map` or `slice`. */
  readonly type: GoType;
  /** Exported fields in declaration order (kinds struct and ptr). */
  readonly fields?: ReadonlyMap<string, GoValue>;
  /** Fields that only printing under a verb other than %v and %s shows; not reachable. */
  readonly privateFields?: () => ReadonlyMap<string, GoValue>;
  /** The value's `GoString()` method, used by `%#v`. */
  readonly goString?: () => string;
  /** A nil pointer (kind ptr). Default: false. */
  readonly isNil?: boolean;
  /** Methods callable as `.Object.Method arg…`, by name. */
  readonly methods?: Readonly<Record<string, GoFunction>>;
  /** The map or slice behind a named type with methods (kinds map and slice). */
  readonly underlying?: GoValue;
  /** The value's `String()` or `Error()` method, used by printing. */
  readonly string?: () => string;
  /** What toJson and toYaml encode; default: `underlying`, or the fields in order. */
  readonly json?: () => GoValue;
  /** The same type around another map or slice, for copies. Default: a copy is the value itself. */
  readonly around?: (underlying: GoValue) => GoObject;
}

/**
 * A Go value with fields or methods: a struct, a pointer to one, or a named
 * map or slice type with methods. Templates reach its fields and methods and
 * nothing else of it.
 */
export class GoObject {
  readonly goType: GoType;
  readonly fields: ReadonlyMap<string, GoValue>;
  readonly underlying: GoValue;
  readonly string?: () => string;
  readonly json?: () => GoValue;
  readonly around?: (underlying: GoValue) => GoObject;
  readonly goString?: () => string;
  readonly isNil: boolean;
  private readonly privateFields?: () => ReadonlyMap<string, GoValue>;
  private readonly methods: ReadonlyMap<string, GoFunction>;

  constructor(options: GoObjectOptions) {
    this.goType = options.type;
    this.fields = options.fields ?? new Map();
    this.methods = new Map(Object.entries(options.methods ?? {}));
    this.underlying = options.underlying;
    this.string = options.string;
    this.json = options.json;
    this.around = options.around;
    this.goString = options.goString;
    this.isNil = options.isNil ?? false;
    this.privateFields = options.privateFields;
  }

  /** All fields as printing shows them. */
  get printedFields(): ReadonlyMap<string, GoValue> {
    return this.privateFields?.() ?? this.fields;
  }

  /** The method of that name, undefined when the type has none. */
  method(name: string): GoFunction | undefined {
    return this.methods.get(name);
  }
}
