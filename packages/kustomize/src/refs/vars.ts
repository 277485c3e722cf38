import type { YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import type { VarSettings } from '../load/kustomizationTypes';
import { lookup } from '../resources/lookup';
import { splitBracketPath } from '../resources/pathSyntax';
import type { Resource } from '../resources/resource';
import type { ResourceMap } from '../resources/resourceMap';
import {
  describeGvk,
  effectiveNamespace,
  sameGvk,
  splitApiVersion,
  type GroupVersionKind,
} from '../resources/resourceId';
import {
  assignNode,
  isMissingOrNull,
  isStringNode,
  scalarNode,
} from '../resources/tree';
import { applyFieldSpec, type FieldSpec } from '../transformers/fieldSpec';
import { expandVars, type VarValue } from './expandVars';

/** A var with its defaults filled in. */
interface Var {
  readonly name: string;
  readonly gvk: GroupVersionKind;
  readonly objectName: string;
  readonly namespace: string;
  /** Default `metadata.name`. */
  readonly fieldPath: string;
}

/** Reads one entry of `vars`. */
export function parseVar({
  name = '',
  objref = {},
  fieldref,
}: VarSettings): Var {
  const fromVersion = objref.apiVersion
    ? splitApiVersion(objref.apiVersion)
    : undefined;
  return {
    name,
    gvk: {
      group: fromVersion?.group || (objref.group ?? ''),
      version: fromVersion?.version || (objref.version ?? ''),
      kind: objref.kind ?? '',
    },
    objectName: objref.name ?? '',
    namespace: objref.namespace ?? '',
    fieldPath: fieldref?.fieldPath || 'metadata.name',
  };
}

/** The vars of a build by name. */
export class VarSet {
  private readonly byName = new Map<string, Var>();

  /** In the order of their names. */
  get vars(): readonly Var[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws KustomizeError - conflict, for a name that is taken */
  add(vars: readonly Var[]): void {
    for (const variable of vars) {
      if (this.byName.has(variable.name)) {
        throw new KustomizeError(
          'conflict',
          `var '${variable.name}' already encountered`,
        );
      }
      this.byName.set(variable.name, variable);
    }
  }
}

/**
 * Remembers at the objects which vars read from them, before they are renamed.
 * @throws KustomizeError - ambiguous-reference
 */
export function markVarSources(map: ResourceMap, vars: readonly Var[]): void {
  for (const variable of vars) {
    const wanted = {
      ...variable.gvk,
      name: variable.objectName,
      namespace: variable.namespace,
      clusterScoped: false,
    };
    const matches = map.matchingAnyId(
      id =>
        id.name === variable.objectName &&
        sameGvk(id, variable.gvk) &&
        (variable.namespace === '' ||
          effectiveNamespace(id) === effectiveNamespace(wanted)),
    );
    if (matches.length > 1) {
      throw new KustomizeError(
        'ambiguous-reference',
        `found ${matches.length} resId matches for var ${variable.name} (unable to disambiguate)`,
      );
    }
    matches[0]?.refVarNames.push(variable.name);
  }
}

/**
 * Replaces `$(NAME)` in the fields that `fieldSpecs` name.
 * @returns names of vars that stand nowhere
 * @throws KustomizeError - invalid-config, for a var without source or field
 */
export function resolveVars(
  resources: readonly Resource[],
  vars: readonly Var[],
  fieldSpecs: readonly FieldSpec[],
): string[] {
  if (vars.length === 0) return [];
  const values = new Map<string, VarValue | undefined>();
  for (const variable of vars) {
    values.set(variable.name, varValue(resources, variable));
  }
  const used = new Set<string>();
  const replace = (text: string) =>
    expandVars(text, name => {
      const value = values.get(name);
      if (value !== undefined) used.add(name);
      return value;
    });
  for (const resource of resources) {
    for (const spec of fieldSpecs) {
      applyFieldSpec(resource.node, spec, {
        set: field => setVars(field, replace),
      });
    }
    resource.touch();
  }
  return [...values.keys()].filter(name => !used.has(name));
}

/** A var as kustomize prints one. */
export function describeVar(variable: {
  readonly name: string;
  readonly gvk: GroupVersionKind;
  readonly fieldPath: string;
}): string {
  const { name, gvk, fieldPath } = variable;
  return `{${name} ${describeGvk(gvk)} {${fieldPath}}}`;
}

function varValue(
  resources: readonly Resource[],
  variable: Var,
): VarValue | undefined {
  const source = resources.find(resource =>
    resource.refVarNames.includes(variable.name),
  );
  const text = describeVar(variable);
  if (source === undefined) {
    throw new KustomizeError(
      'invalid-config',
      `var '${text}' cannot be mapped to a field in the set of known resources`,
    );
  }
  let field: YamlNode | undefined;
  try {
    field = lookup(source.node, indexedPath(variable.fieldPath));
  } catch {
    field = undefined;
  }
  if (field === undefined || !isReadable(field)) {
    throw new KustomizeError(
      'invalid-config',
      `field specified in var '${text}' not found in corresponding resource`,
    );
  }
  return scalarValue(field);
}

const GO_WORDS: Readonly<Record<string, RegExp>> = {
  '!!int': /^[+-]?\d+$/,
  '!!float': /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  '!!bool': /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/,
};
const INT64_LIMIT = 2n ** 63n;

/** Whether Go's `strconv` reads the text as what its tag says: `0x1F` and `1_000` are no numbers there. */
function isReadable({ kind, tag, value }: YamlNode): boolean {
  if (kind !== 'scalar' || !(tag in GO_WORDS)) return true;
  if (!GO_WORDS[tag].test(value)) return false;
  if (tag !== '!!int') return true;
  const number = BigInt(value.replace('+', ''));
  return number < INT64_LIMIT && number >= -INT64_LIMIT;
}

/** `a.b[0].c` with its positions as parts of their own. */
function indexedPath(path: string): string[] {
  return splitBracketPath(path, '.').flatMap(part => {
    const match = /^(.*)\[(\d+)\]$/.exec(part);
    if (match === null) return [part];
    return match[1] === '' ? [match[2]] : [match[1], match[2]];
  });
}

/** Mappings and lists cannot be put into a string: such vars stay as they are. */
function scalarValue(field: YamlNode): VarValue | undefined {
  if (field.kind !== 'scalar') return undefined;
  switch (field.tag) {
    case '!!int':
      return {
        text: String(BigInt(field.value.replace('+', ''))),
        tag: '!!int',
      };
    case '!!float':
      return { text: String(Number(field.value)), tag: '!!float' };
    case '!!bool':
      return { text: field.value.toLowerCase(), tag: '!!bool' };
    default:
      return { text: field.value, tag: '!!str' };
  }
}

function setVars(field: YamlNode, replace: (text: string) => VarValue): void {
  if (isMissingOrNull(field)) return;
  const update = (node: YamlNode) => {
    const { text, tag } = replace(node.value);
    const value = scalarNode(text, tag);
    assignNode(node, { ...value, line: node.line, column: node.column });
  };
  if (field.kind === 'scalar') {
    if (isStringNode(field)) update(field);
  } else if (field.kind === 'mapping') {
    for (let i = 0; i + 1 < field.content.length; i += 2) {
      if (!isStringNode(field.content[i])) {
        throw new KustomizeError(
          'invalid-config',
          `invalid map key: value='${field.content[i].value}', tag='${field.content[i].tag}'`,
        );
      }
      if (isStringNode(field.content[i + 1])) update(field.content[i + 1]);
    }
  } else {
    for (const item of field.content) {
      if (!isStringNode(item)) {
        throw new KustomizeError(
          'invalid-config',
          'invalid value type expect a string',
        );
      }
      update(item);
    }
  }
}
