// What a Kustomization with decryption meets: which files and objects are
// opened. `secret(text, format, options)` stands for a file that sops encrypts.

/** A text to encrypt; `args` are more arguments of `sops encrypt`. */
export class Plain {
  constructor(text, format = 'yaml', args = []) {
    Object.assign(this, { text, format, args });
  }
}
const secret = (text, format, args) => new Plain(text, format, args);
const ENV = 'TOKEN=from-env\nEMPTY=\n';
const JSON_TEXT = '{"a": "from-json", "n": 5, "t": true}';
const YAML_TEXT = 'a: from-yaml\nn: 5\nlist:\n- x\n- 1.5\n';
const REGEX = ['--encrypted-regex', '^(data|stringData)$'];
const KEEP_HASH = '  options: {disableNameSuffixHash: true}\n';

const secretYaml = (name, fields = 'stringData: {password: open sesame}') =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n${fields}\n`;
const generator = (kind, fields) =>
  `${kind}:\n- name: g\n${KEEP_HASH}${fields}`;
const ks = (...parts) => `${parts.join('\n')}\n`;
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - {name: a, image: nginx}\n';
const PATCH =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        env:\n        - {name: P, value: patched}\n';
const PATCH_REGEX = ['--encrypted-regex', '^env$'];
const COMPONENT =
  'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
/** A document inside of a Secret's data: encrypted, then base64. */
export class Packed extends Plain {
  constructor(name, key, plain) {
    super(plain.text, plain.format, plain.args);
    Object.assign(this, { name, key });
  }
}
const packed = (name, key, plain) => new Packed(name, key, plain);

/** Name → { files, path?, spec?, keys? }; keys: `good` (default), `none`. */
export const decryptionCases = {
  'KS-19 files of secretGenerator are opened by the format of their key': {
    files: {
      'kustomization.yaml': generator(
        'secretGenerator',
        '  files: [config.json, d.yaml, cfg.json=other, .dockerconfigjson=docker.txt, blob]\n',
      ),
      'config.json': secret(JSON_TEXT, 'json'),
      'd.yaml': secret(YAML_TEXT),
      other: secret(JSON_TEXT, 'json'),
      'docker.txt': secret('{"auths": {}}', 'json'),
      blob: secret('any bytes', 'binary'),
    },
  },
  'KS-19 a key without an extension is binary': {
    files: {
      'kustomization.yaml': generator(
        'secretGenerator',
        '  files: [cfg=d.json]\n',
      ),
      'd.json': secret(JSON_TEXT, 'json'),
    },
  },
  'KS-19 envs of secretGenerator are dotenv unless their name says otherwise': {
    files: {
      'kustomization.yaml': generator(
        'secretGenerator',
        '  envs: [a.env, b.txt, c]\n',
      ),
      'a.env': secret(ENV, 'dotenv'),
      'b.txt': secret('B=from-b\n', 'dotenv'),
      c: secret('C=from-c\n', 'dotenv'),
    },
  },
  'KS-19 the old env of secretGenerator is not opened': {
    files: {
      'kustomization.yaml': generator('secretGenerator', '  env: a.env\n'),
      'a.env': secret(ENV, 'dotenv'),
    },
  },
  'KS-19 configMapGenerator is never opened': {
    files: {
      'kustomization.yaml': ks(
        'resources: [zz.yaml]',
        generator('configMapGenerator', '  files: [d.yaml]\n  envs: [a.env]\n'),
      ),
      'zz.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: zz}\n',
      'd.yaml': secret(YAML_TEXT),
      'a.env': secret(ENV, 'dotenv'),
    },
  },
  'KS-19 a file that a secretGenerator names too is open for all': {
    files: {
      'kustomization.yaml': ks(
        'configMapGenerator:\n- {name: c, files: [d.yaml], options: {disableNameSuffixHash: true}}',
        generator('secretGenerator', '  files: [d.yaml]\n'),
      ),
      'd.yaml': secret(YAML_TEXT),
    },
  },
  'KS-19 the path of a patch is opened': {
    files: {
      'kustomization.yaml': 'resources: [w.yaml]\npatches: [{path: p.yaml}]\n',
      'w.yaml': DEPLOYMENT,
      'p.yaml': secret(PATCH, 'yaml', PATCH_REGEX),
    },
  },
  'KS-19 a patch in JSON is opened': {
    files: {
      'kustomization.yaml': 'resources: [w.yaml]\npatches: [{path: p.json}]\n',
      'w.yaml': DEPLOYMENT,
      'p.json': secret(
        '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","annotations":{"a":"b"}}}',
        'json',
        ['--encrypted-regex', '^annotations$'],
      ),
    },
  },
  'KS-19 patchesStrategicMerge are not opened': {
    files: {
      'kustomization.yaml':
        'resources: [w.yaml]\npatchesStrategicMerge: [p.yaml]\n',
      'w.yaml': DEPLOYMENT,
      'p.yaml': secret(PATCH, 'yaml', ['--encrypted-regex', '^value$']),
    },
  },
  'KS-19 patchesJson6902 are not opened': {
    files: {
      'kustomization.yaml':
        'resources: [w.yaml]\npatchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: web}\n  path: p.json\n',
      'w.yaml': DEPLOYMENT,
      'p.json': secret('{"x": [{"op": "add"}]}', 'json'),
    },
  },
  'KS-19 bases in resources and components are walked': {
    path: 'app',
    files: {
      'app/kustomization.yaml': 'resources: [../base]\ncomponents: [../comp]\n',
      'base/kustomization.yaml': generator(
        'secretGenerator',
        '  envs: [a.env]\n',
      ),
      'base/a.env': secret(ENV, 'dotenv'),
      'comp/kustomization.yaml': `${COMPONENT}secretGenerator: [{name: c, envs: [c.env], options: {disableNameSuffixHash: true}}]\n`,
      'comp/c.env': secret('C=1\n', 'dotenv'),
    },
  },
  'KS-19 a component of the spec is walked': {
    path: 'app',
    spec: { components: ['../comp'] },
    files: {
      'app/kustomization.yaml': 'resources: [w.yaml]\n',
      'app/w.yaml': DEPLOYMENT,
      'comp/kustomization.yaml': `${COMPONENT}secretGenerator: [{name: c, envs: [c.env], options: {disableNameSuffixHash: true}}]\n`,
      'comp/c.env': secret('C=1\n', 'dotenv'),
    },
  },
  'KS-19 the old bases are not walked': {
    path: 'app',
    files: {
      'app/kustomization.yaml': 'bases: [../base]\n',
      'base/kustomization.yaml': generator(
        'secretGenerator',
        '  envs: [a.env]\n',
      ),
      'base/a.env': secret(ENV, 'dotenv'),
    },
  },
  'KS-19 folders found without a kustomization are walked': {
    files: {
      'unit/kustomization.yaml': generator(
        'secretGenerator',
        '  envs: [a.env]\n',
      ),
      'unit/a.env': secret(ENV, 'dotenv'),
      'w.yaml': DEPLOYMENT,
    },
  },
  'KS-19 a nested kustomization is read leniently while it is walked': {
    files: {
      'kustomization.yaml': 'resources: [base]\n',
      'base/kustomization.yaml': `nothing: [like, this]\n${generator(
        'secretGenerator',
        '  envs: [a.env]\n',
      )}`,
      'base/a.env': secret(ENV, 'dotenv'),
    },
  },
  'KS-19 whole objects are opened': {
    spec: { namePrefix: 'p-', targetNamespace: 'ns' },
    files: {
      'a.yaml': secret(secretYaml('a'), 'yaml', REGEX),
      'b.yaml': secret(secretYaml('b', 'data: {k: dmFsdWU=}'), 'yaml', REGEX),
      'c.yaml': secret(
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  n: "5"\n  long: |\n    one\n    two\n',
        'yaml',
        REGEX,
      ),
      'd.yaml': secret(
        'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: d}\ndata: {n: 5, f: 1.5, t: true, list: [a, 2], none: null, day: 2024-01-02}\n',
        'yaml',
        REGEX,
      ),
    },
  },
  'KS-19 documents in the data of a Secret are opened by the format of their key':
    {
      files: {
        'a.yaml': packed('a', 'config.yaml', secret(YAML_TEXT)),
        'b.yaml': packed('b', 'config.json', secret(JSON_TEXT, 'json')),
        'c.yaml': packed('c', 'vars.env', secret(ENV, 'dotenv')),
        'd.yaml': packed('d', 'conf.ini', secret('[s]\nk = v\n', 'ini')),
        'e.yaml': packed('e', 'blob', secret('any bytes', 'binary')),
        'f.yaml': packed(
          'f',
          '.dockerconfigjson',
          secret('{"auths": {"x": 1}}', 'json'),
        ),
      },
    },
  'KS-19 yaml under a key without an extension has no binary data': {
    files: { 'a.yaml': packed('a', 'config', secret(YAML_TEXT)) },
  },
  'KS-19 yaml under a key of json becomes json': {
    files: { 'a.yaml': packed('a', 'config.json', secret(YAML_TEXT)) },
  },
  'KS-19 data that is no base64, and data of no text': {
    files: {
      'a.yaml': secretYaml(
        'a',
        'data: {bad: "%%%", short: abc, n: 5, t: true, none: null}',
      ),
      'b.yaml': secretYaml('b', 'data: {}'),
      'c.yaml': secretYaml('c', 'type: Opaque'),
    },
  },
  'KS-19 a missing input of a secretGenerator is refused while it is opened': {
    files: {
      'kustomization.yaml': generator(
        'secretGenerator',
        '  envs: [none.env]\n',
      ),
    },
  },
  'KS-19 a folder as an input of a secretGenerator is refused': {
    files: {
      'kustomization.yaml': generator('secretGenerator', '  files: [sub]\n'),
      'sub/a.txt': 'x',
    },
  },
  'KS-19 a file above 5 MiB is refused': {
    files: {
      'kustomization.yaml': generator(
        'secretGenerator',
        '  files: [big.txt]\n',
      ),
      'big.txt': { text: 'x'.repeat(64), count: 5 * 16 * 1024 + 1 },
    },
  },
  'KS-19 a resource folder without a kustomization is refused': {
    files: {
      'kustomization.yaml': 'resources: [sub]\n',
      'sub/a.yaml': secretYaml('a'),
    },
  },
  'KS-19 two kustomization files are refused': {
    files: {
      'kustomization.yaml': 'resources: [base]\n',
      'base/kustomization.yaml': 'namePrefix: a-\n',
      'base/Kustomization': 'namePrefix: b-\n',
    },
  },
  'KS-19 an input cannot leave the artifact': {
    path: 'app',
    files: {
      'app/kustomization.yaml': generator(
        'secretGenerator',
        '  envs: [../../../a.env]\n',
      ),
      'a.env': secret(ENV, 'dotenv'),
    },
  },
  'KS-19 a text with the mark of a document that is none is refused': {
    files: {
      'kustomization.yaml': generator('secretGenerator', '  files: [d.yaml]\n'),
      'd.yaml': 'note: "mac: ENC[ is not here"\n',
    },
  },
  'KS-19 a URL as the path of a patch is left alone': {
    files: {
      'kustomization.yaml':
        'resources: [w.yaml]\npatches: [{path: "https://127.0.0.1:9/p.yaml"}]\n',
      'w.yaml': DEPLOYMENT,
    },
  },
  'KS-19 transformers and generators are not walked': {
    files: {
      'kustomization.yaml': 'resources: [w.yaml]\ngenerators: [gen]\n',
      'w.yaml': DEPLOYMENT,
      'gen/kustomization.yaml':
        'resources: [g.yaml]\nsecretGenerator: [{name: s, envs: [a.env]}]\n',
      'gen/g.yaml':
        'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: made}\nliterals: [a=b]\n',
      'gen/a.env': 'A=1\n',
    },
  },
  'KS-18 without a key for it a manifest is refused': {
    keys: 'none',
    files: { 'a.yaml': secret(secretYaml('a'), 'yaml', REGEX) },
  },
  'KS-18 without a key for it an input of a generator is refused': {
    keys: 'none',
    files: {
      'kustomization.yaml': generator('secretGenerator', '  envs: [a.env]\n'),
      'a.env': secret(ENV, 'dotenv'),
    },
  },
  'KS-20 an object that says so stays encrypted': {
    files: {
      'a.yaml': secret(
        `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  annotations: {kustomize.toolkit.fluxcd.io/decrypt: disabled}\nstringData: {k: v}\n`,
        'yaml',
        REGEX,
      ),
      'b.yaml': secret(
        `apiVersion: v1\nkind: Secret\nmetadata:\n  name: b\n  annotations: {kustomize.toolkit.fluxcd.io/decrypt: Disabled}\nstringData: {k: v}\n`,
        'yaml',
        REGEX,
      ),
    },
  },
  'KS-20 a label does not keep an object encrypted': {
    files: {
      'a.yaml': secret(
        `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  labels: {kustomize.toolkit.fluxcd.io/decrypt: disabled}\nstringData: {k: v}\n`,
        'yaml',
        REGEX,
      ),
    },
  },
  'KS-20 an added plain value is refused': {
    files: {
      'a.yaml': secret(secretYaml('a'), 'yaml', REGEX),
      'kustomization.yaml':
        'resources: [a.yaml]\npatches:\n- target: {kind: Secret}\n  patch: |\n    - {op: add, path: /stringData/added, value: plain}\n',
    },
  },
  'KS-20 without a mac an object is not opened': {
    files: {
      'a.yaml': secret(secretYaml('a'), 'yaml', REGEX),
      'kustomization.yaml':
        'resources: [a.yaml]\npatches:\n- target: {kind: Secret}\n  patch: |\n    - {op: remove, path: /sops/mac}\n    - {op: remove, path: /stringData/password}\n    - {op: remove, path: /sops/age}\n    - {op: remove, path: /sops/lastmodified}\n',
    },
  },
  'KS-17 two objects that decryption makes one are refused': {
    files: {
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: same}\n',
      'b.yaml': secret(
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: same}\n',
        'yaml',
        ['--encrypted-regex', '^name$'],
      ),
    },
  },
  'KS-21 what is opened is substituted': {
    spec: { postBuild: { substitute: { NAME: 'x', WORD: 'sesame' } } },
    files: {
      'a.yaml': secret(
        secretYaml('a-${NAME}', 'stringData: {password: "open ${WORD}"}'),
        'yaml',
        REGEX,
      ),
    },
  },
};
