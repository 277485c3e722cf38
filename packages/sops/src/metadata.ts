import { SopsError } from './errors';
import { formatFixed } from './numbers';
import { parseTimestamp } from './timestamp';
import { Comment, Timestamp, TreeBranch, TreeValue } from './tree';

/** The kinds of master keys, by their name in the metadata. */
export type MasterKeyKind =
  | 'kms'
  | 'gcp_kms'
  | 'hckms'
  | 'azure_kv'
  | 'hc_vault'
  | 'pgp'
  | 'age';

/** One key that the data key (or its part) was encrypted with. */
export interface MasterKey {
  readonly kind: MasterKeyKind;
  /** How reports name it: recipient, fingerprint, ARN or URL. */
  readonly name: string;
  /** The encrypted data key, as it stands in the document. */
  readonly encrypted: string;
  /** Every field of the entry, e.g. `arn`, `role`, `vault_url`. */
  readonly fields: Readonly<Record<string, string>>;
  /** AWS encryption context. */
  readonly context: Readonly<Record<string, string>>;
}

/** How a document says which values are encrypted. */
export interface EncryptionRule {
  readonly kind: (typeof RULES)[number];
  readonly pattern: string;
}

/** What a document says about its own encryption. */
export interface Metadata {
  readonly lastModified: Timestamp;
  /** Encrypted MAC; `''` when absent. */
  readonly mac: string;
  readonly macOnlyEncrypted: boolean;
  readonly rule: EncryptionRule;
  /** With several groups, each opens one part of the data key. */
  readonly keyGroups: readonly (readonly MasterKey[])[];
  /** Groups needed; 0 when not said. */
  readonly shamirThreshold: number;
}

const RULES = [
  'unencrypted_suffix',
  'encrypted_suffix',
  'unencrypted_regex',
  'encrypted_regex',
  'unencrypted_comment_regex',
  'encrypted_comment_regex',
] as const;

/** In the order in which keys of one group are listed. */
const KINDS: readonly MasterKeyKind[] = [
  'kms',
  'gcp_kms',
  'hckms',
  'azure_kv',
  'hc_vault',
  'pgp',
  'age',
];

function bad(message: string): SopsError {
  return new SopsError('BAD_METADATA', message, ['sops']);
}

/** A field as text; what is no text is taken for one where Go does so. */
function text(value: TreeValue | undefined, name: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  // A YAML tool that drops the quotes around a time does no harm.
  if (value instanceof Timestamp) return value.text;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return formatFixed(value);
  if (typeof value === 'bigint') return String(value);
  throw bad(`sops.${name} is not a text`);
}

function integer(value: TreeValue | undefined, name: string): number {
  if (typeof value === 'number') return Math.trunc(value);
  const digits = text(value, name) || '0';
  if (!/^[+-]?\d+$/.test(digits)) throw bad(`sops.${name} is not an integer`);
  return Number(digits);
}

function boolean(value: TreeValue | undefined, name: string): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Number(value) !== 0;
  }
  const word = text(value, name);
  if (/^(1|t|T|TRUE|true|True)$/.test(word)) return true;
  if (/^(0|f|F|FALSE|false|False|)$/.test(word)) return false;
  throw bad(`sops.${name} is not a boolean`);
}

function time(value: TreeValue | undefined, name: string): Timestamp {
  const parsed = parseTimestamp(text(value, name));
  if (!parsed) throw bad(`sops.${name} is not a time as of RFC 3339`);
  return parsed;
}

/** Entries of a list; one that stands alone counts as a list of it. */
function entries(value: TreeValue | undefined, name: string): TreeBranch[] {
  if (value === undefined || value === null) return [];
  if (value instanceof TreeBranch) return value.items.length ? [value] : [];
  const list = Array.isArray(value) ? value : [value];
  return list
    .filter(item => !(item instanceof Comment))
    .map(item => {
      if (item === null) return new TreeBranch();
      if (item instanceof TreeBranch) return item;
      throw bad(`an entry of sops.${name} is not a mapping`);
    });
}

function stringMap(
  branch: TreeBranch,
  name: string,
  toKey: (key: string) => string = key => key,
): Record<string, string> {
  const map: Record<string, string> = Object.create(null);
  for (const { key, value } of branch.items) {
    // Lists and mappings are `context`, or of no field that is known.
    const isText = !(value instanceof TreeBranch || Array.isArray(value));
    if (typeof key === 'string' && isText) {
      map[toKey(key)] = text(value, `${name}.${key}`);
    }
  }
  return map;
}

/** How the report of a failure names a key. */
function nameOf(kind: MasterKeyKind, fields: Record<string, string>): string {
  switch (kind) {
    case 'age':
      return fields.recipient ?? '';
    case 'pgp':
      return fields.fp ?? '';
    case 'kms':
      return fields.role ? `${fields.arn}+${fields.role}` : fields.arn ?? '';
    case 'gcp_kms':
      return fields.resource_id ?? '';
    case 'azure_kv':
      return `${fields.vault_url}/keys/${fields.name}/${fields.version}`;
    case 'hc_vault':
      return `${fields.vault_address}/v1/${fields.engine_path}/keys/${fields.key_name}`;
    default:
      return fields.key_id ?? '';
  }
}

function masterKey(kind: MasterKeyKind, item: TreeBranch): MasterKey {
  const fields = stringMap(item, kind, key => key.toLowerCase());
  if (kind !== 'age') time(item.getField('created_at'), `${kind}.created_at`);
  const context = item.getField('context');
  return {
    kind,
    name: nameOf(kind, fields),
    encrypted: fields.enc ?? '',
    fields,
    context:
      context instanceof TreeBranch
        ? stringMap(context, `${kind}.context`)
        : {},
  };
}

function masterKeys(entry: TreeBranch): MasterKey[] {
  return KINDS.flatMap(kind =>
    entries(entry.getField(kind), kind).map(item => masterKey(kind, item)),
  );
}

function keyGroups(entry: TreeBranch): MasterKey[][] {
  const own = masterKeys(entry);
  if (own.length > 0) return [own];
  const groups = entries(entry.getField('key_groups'), 'key_groups');
  if (groups.length === 0) throw bad('No keys found in file');
  return groups.map(masterKeys);
}

function encryptionRule(entry: TreeBranch): EncryptionRule {
  const set = RULES.map(kind => ({
    kind,
    pattern: text(entry.getField(kind), kind),
  })).filter(({ pattern }) => pattern !== '');
  if (set.length > 1) {
    throw bad(
      'Cannot use more than one of encrypted_suffix, unencrypted_suffix, encrypted_regex, unencrypted_regex, encrypted_comment_regex, or unencrypted_comment_regex in the same file',
    );
  }
  return set[0] ?? { kind: 'unencrypted_suffix', pattern: '_unencrypted' };
}

/**
 * Reads the `sops` entry of a document.
 * @throws SopsError - `BAD_METADATA`
 */
export function parseMetadata(entry: TreeBranch): Metadata {
  return {
    lastModified: time(entry.getField('lastmodified'), 'lastmodified'),
    mac: text(entry.getField('mac'), 'mac'),
    macOnlyEncrypted: boolean(
      entry.getField('mac_only_encrypted'),
      'mac_only_encrypted',
    ),
    rule: encryptionRule(entry),
    keyGroups: keyGroups(entry),
    shamirThreshold: integer(
      entry.getField('shamir_threshold'),
      'shamir_threshold',
    ),
  };
}

/** Takes the `sops` entry out of the documents of a file. */
export function takeMetadata(branches: readonly TreeBranch[]): TreeBranch {
  let found: TreeValue | undefined;
  branches.forEach((branch, index) => {
    for (let at = branch.items.length - 1; at >= 0; at--) {
      const { key, value } = branch.items[at];
      if (key !== 'sops') continue;
      branch.items.splice(at, 1);
      if (index > 0) continue;
      if (found !== undefined) throw bad('Found duplicate sops entry');
      found = value;
    }
  });
  if (found === undefined) {
    throw new SopsError('NO_METADATA', 'sops metadata not found');
  }
  if (!(found instanceof TreeBranch)) {
    throw bad('Found sops entry that is not a mapping');
  }
  return found;
}
