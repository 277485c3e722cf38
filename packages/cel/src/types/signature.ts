import {
  BOOL,
  BYTES,
  CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  opaqueType,
  optionalOf,
  STRING,
  TIMESTAMP,
  TYPE,
  typeOfType,
  UINT,
} from './CelType';

const NAMED: Readonly<Record<string, CelType>> = {
  bool: BOOL,
  bytes: BYTES,
  double: DOUBLE,
  duration: DURATION,
  dyn: DYN,
  int: INT,
  null: NULL,
  string: STRING,
  timestamp: TIMESTAMP,
  type: TYPE,
  uint: UINT,
};

function typeWith(name: string, parameters: readonly CelType[]): CelType {
  switch (name) {
    case 'list':
      return listOf(parameters[0]);
    case 'map':
      return mapOf(parameters[0], parameters[1]);
    case 'optional':
      return optionalOf(parameters[0]);
    default:
      return typeOfType(parameters[0]);
  }
}

/** A type parameter: capital letters, e.g. `T`. */
function simpleType(name: string): CelType {
  if (/^[A-Z]$/.test(name)) return new CelType('parameter', name);
  return NAMED[name] ?? opaqueType(name);
}

/** A parsed `(list(T), T) bool`. */
interface Signature {
  readonly parameters: readonly CelType[];
  readonly result: CelType;
}

/** Reads the types of a function, e.g. `(string, int) list(string)`. */
export function parseSignature(text: string): Signature {
  const tokens = text.match(/[\w.]+|[(),]/g) ?? [];
  let position = 0;
  const list = (): CelType[] => {
    const types: CelType[] = [];
    position++;
    while (tokens[position] !== ')') {
      types.push(type());
      if (tokens[position] === ',') position++;
    }
    position++;
    return types;
  };
  const type = (): CelType => {
    const name = tokens[position++];
    return tokens[position] === '(' ? typeWith(name, list()) : simpleType(name);
  };
  const parameters = list();
  return { parameters, result: type() };
}
