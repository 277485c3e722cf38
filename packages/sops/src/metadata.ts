import { SopsError } from './errors';
import { Timestamp, TreeBranch, TreeValue } from './tree';

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
  readonly lastModified: string;
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
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function bad(message: string): SopsError {
  return new SopsError('BAD_METADATA', message, ['sops']);
}

function text(value: TreeValue | undefined): string {
  if (value instanceof Timestamp) return value.text;
  if (value === undefined || value === null || typeof value === 'object') {
    return '';
  }
  return String(value);
}

function isTrue(value: TreeValue | undefined): boolean {
  return /^(1|t|true)$/i.test(text(value));
}

function stringMap(value: TreeValue | undefined): Record<string, string> {
  const map: Record<string, string> = Object.create(null);
  if (!(value instanceof TreeBranch)) return map;
  for (const { key, value: entry } of value.items) {
    if (typeof key === 'string') map[key] = text(entry);
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

function masterKeys(entry: TreeBranch): MasterKey[] {
  return KINDS.flatMap(kind => {
    const list = entry.get(kind);
    if (!Array.isArray(list)) return [];
    return list
      .filter((item): item is TreeBranch => item instanceof TreeBranch)
      .map(item => {
        const fields = stringMap(item);
        return {
          kind,
          name: nameOf(kind, fields),
          encrypted: fields.enc ?? '',
          fields,
          context: stringMap(item.get('context')),
        };
      });
  });
}

function keyGroups(entry: TreeBranch): MasterKey[][] {
  const own = masterKeys(entry);
  if (own.length > 0) return [own];
  const groups = entry.get('key_groups');
  if (!Array.isArray(groups) || groups.length === 0) {
    throw bad('No keys found in file');
  }
  return groups
    .filter((group): group is TreeBranch => group instanceof TreeBranch)
    .map(masterKeys);
}

function encryptionRule(entry: TreeBranch): EncryptionRule {
  const set = RULES.map(kind => ({
    kind,
    pattern: text(entry.get(kind)),
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
  const lastModified = text(entry.get('lastmodified'));
  if (!RFC3339.test(lastModified)) {
    throw bad('sops.lastmodified is not a time as of RFC 3339');
  }
  return {
    lastModified,
    mac: text(entry.get('mac')),
    macOnlyEncrypted: isTrue(entry.get('mac_only_encrypted')),
    rule: encryptionRule(entry),
    keyGroups: keyGroups(entry),
    shamirThreshold: Number(text(entry.get('shamir_threshold'))) || 0,
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
      if (index === 0) found = value;
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
