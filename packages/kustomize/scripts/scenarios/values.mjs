// Scalars and layouts of YAML, read and written again.

const SCALARS = {
  'plain-word': 'word',
  'double-quoted': '"a\\tb\\u00e9\\x41"',
  'single-quoted-with-quote': "'it''s'",
  'leading-zero-is-octal': '0123',
  'leading-zero-with-eight': '0189',
  'octal-0o': '0o17',
  hexadecimal: '0x1F',
  'binary-0b': '0b101',
  exponent: '1e3',
  'exponent-fraction': '1.5e-7',
  underscores: '1_000',
  'float-with-zero': '1.0',
  'float-huge': '1e400',
  'integer-2-to-53-plus-1': '9007199254740993',
  'integer-int64-max': '9223372036854775807',
  'integer-uint64-max': '18446744073709551615',
  'integer-beyond-64-bits': '123456789012345678901234',
  'negative-zero': '-0',
  'negative-zero-float': '-0.0',
  'plus-sign': '+7',
  'dot-five': '.5',
  'five-dot': '5.',
  'word-yes': 'yes',
  'word-no': 'no',
  'word-on': 'on',
  'word-off-quoted': '"off"',
  'word-y': 'y',
  'word-true-upper': 'TRUE',
  'word-tRue': 'tRue',
  'null-word': 'null',
  'null-tilde': '~',
  'null-empty': '',
  'quoted-null': '"null"',
  sexagesimal: '190:20:30',
  date: '2020-01-01',
  'date-quoted': '"2020-01-01"',
  'timestamp-zone': '2001-12-14t21:59:43.10-05:00',
  'timestamp-space': '2001-12-14 21:59:43.10',
  'infinity-refused': '.inf',
  'nan-refused': '.nan',
  'tag-string': '!!str 5',
  'tag-int-quoted': '!!int "7"',
  'tag-float-of-integer': '!!float 3',
  'tag-bool': '!!bool "true"',
  'tag-binary': '!!binary aGVsbG8=',
  'tag-local': '!custom text',
  'string-with-colon': '"a: b"',
  'string-with-hash': '"a #b"',
  'hash-without-space': 'a#b',
  'string-starts-with-dash': '"- a"',
  'string-starts-with-star': '"*a"',
  'string-starts-with-at': '"@a"',
  'string-with-trailing-space': '"a "',
  'string-with-newline-end': '"a\\n"',
  'string-with-newlines': '"a\\n\\nb\\n"',
  'string-with-tab-line': '"a\\n\\tb"',
  'string-with-carriage-return': '"a\\r\\nb"',
  'string-with-control-character': '"a\\x01b"',
  'string-with-delete-character': '"a\\x7fb"',
  'string-with-nbsp': '"a\\u00a0b"',
  'string-with-emoji': '"\\U0001F600 ok"',
  'string-with-line-separator': '"a\\u2028b"',
  'string-html': '"<a href=\\"x\\">&amp;</a>"',
  'empty-string': '""',
  'one-space': '" "',
  'flow-list': '[a, 1, "1", null, {b: c}]',
  'flow-map': '{a: 1, b: [x, y], c: {}}',
  'empty-list': '[]',
  'empty-map': '{}',
  'equals-sign': '=',
  'merge-word': '"<<"',
  'version-like': '1.2.3',
  'looks-like-exponent': '12e03',
  'long-line': `"${'word '.repeat(40).trim()}"`,
  'long-word': 'x'.repeat(200),
  'literal-block': '|\n    one\n      two\n\n    three',
  'literal-strip': '|-\n    one\n    two',
  'literal-keep': '|+\n    one\n\n',
  'literal-leading-space': '|2\n      one\n    two',
  'folded-block': '>\n    one\n    two\n\n    three',
  'folded-indented-lines': '>-\n    one\n      two\n    three\n\n      four',
  'folded-long-line': `>\n    ${'word '.repeat(40).trim()}`,
  'plain-over-lines': 'one\n    two\n\n    three',
};

const object = value =>
  `apiVersion: example.io/v1\nkind: Holder\nmetadata:\n  name: one\nspec:\n  value: ${value}\n`;

export const scenarios = {};
for (const [name, value] of Object.entries(SCALARS)) {
  scenarios[`value-${name}`] = {
    'holder.yaml': object(value),
    'kustomization.yaml': 'resources:\n- holder.yaml\n',
  };
}

const TEXTS = {
  'comments-are-dropped':
    '# head\napiVersion: v1 # line\nkind: ConfigMap\nmetadata:\n  name: one\n# foot\n',
  'keys-are-sorted':
    'kind: ConfigMap\nmetadata:\n  namespace: b\n  name: a\n  labels: {z: "1", a10: "2", a2: "3", A: "4"}\napiVersion: v1\n',
  'anchors-are-expanded':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  labels: &l\n    a: b\n  annotations: *l\n',
  'merge-key-is-expanded':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  base: x\nx-base: &base\n  a: "1"\n  b: "2"\nspec:\n  <<: *base\n  b: "3"\n',
  'merge-key-list-first-wins':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\nx: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nspec:\n  <<: [*x, *y]\n',
  'duplicate-keys-are-refused':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: "1"\n  a: "2"\n',
  'number-keys-are-refused':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  1: x\n',
  'byte-order-mark':
    '\ufeffapiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n',
  'windows-line-ends':
    'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: one\r\ndata:\r\n  a: |\r\n    x\r\n    y\r\n',
  'no-newline-at-the-end':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one',
  'empty-documents-are-skipped':
    '---\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n---\n# nothing\n---\n',
  'separator-with-comment':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n--- # two\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: two\n',
  'separator-with-text-is-refused':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n--- text\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: two\n',
  'document-end-marker':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n...\n',
  'list-is-taken-apart':
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: one\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: two\n',
  'typed-list-is-taken-apart':
    'apiVersion: v1\nkind: ConfigMapList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: one\n  data:\n    n: 1e3\n',
  'empty-list': 'apiVersion: v1\nkind: List\nitems: []\n',
  'list-without-items':
    'apiVersion: example.io/v1\nkind: AllowList\nmetadata:\n  name: x\nspec: {a: b}\n',
  'list-among-documents':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: zero\n---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: one\n',
  'json-file':
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"1"}}\n',
  'local-config-is-left-out':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  annotations:\n    config.kubernetes.io/local-config: "true"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: two\n',
  'local-config-false-stays':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  annotations:\n    config.kubernetes.io/local-config: "false"\n',
  'internal-annotations-go':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  annotations:\n    config.kubernetes.io/index: "0"\n    internal.config.kubernetes.io/path: x\n    keep: me\n',
  'annotations-become-strings':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  annotations:\n    a: 5\n    b: true\n    c: null\n    d: 2020-01-01\n',
  'labels-keep-their-types':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  labels:\n    a: 5\n    b: yes\n',
  'empty-annotations-go':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  annotations: {}\n  labels: {}\n',
  'missing-kind-is-refused': 'apiVersion: v1\nmetadata:\n  name: one\n',
  'missing-name-is-refused': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
  'missing-api-version-is-fine': 'kind: ConfigMap\nmetadata:\n  name: one\n',
  'generate-name-is-refused':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: one-\n',
  'scalar-document-is-refused': 'just text\n',
  'sequence-document-is-refused': '- a\n- b\n',
  'bad-indentation-is-refused':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n bad: x\n',
  'tab-indentation-is-refused':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: one\n',
  'unknown-alias-is-refused':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: *nothing\n',
  'same-object-twice-is-refused':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  namespace: default\n',
  'same-name-in-two-namespaces':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  namespace: two\n',
  'same-name-in-two-groups':
    'apiVersion: a.io/v1\nkind: Foo\nmetadata:\n  name: one\n---\napiVersion: b.io/v1\nkind: Foo\nmetadata:\n  name: one\n',
  'cluster-role-ignores-namespace':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: one\n  namespace: x\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: two\n',
  'output-is-sorted-by-kind': [
    'MutatingWebhookConfiguration',
    'Deployment',
    'Service',
    'Foo',
    'Namespace',
    'CustomResourceDefinition',
    'Secret',
    'ConfigMap',
    'ClusterRole',
    'ServiceAccount',
    'StatefulSet',
    'CronJob',
  ]
    .map(kind => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: one\n`)
    .join('---\n'),
};
for (const [name, text] of Object.entries(TEXTS)) {
  scenarios[`text-${name}`] = {
    'objects.yaml': text,
    'kustomization.yaml': 'resources:\n- objects.yaml\n',
  };
}
