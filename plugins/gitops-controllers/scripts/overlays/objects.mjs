// Random Kubernetes objects as text.
const MAKERS = {
  settings: r =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n${
      r.chance(0.3) ? '  namespace: own\n' : ''
    }data:\n  host: "${r.pick(['db', '${HOST}', '${PORT:=80}', '1'])}"\n`,
  web: r =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels: {app: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - name: a\n        image: ${r.pick(
      ['nginx:1', 'nginx', 'ghcr.io/o/app', 'ghcr.io/o/app@sha256:bb'],
    )}\n      - name: b\n        image: busybox:${r.below(5)}\n`,
  space: () => 'apiVersion: v1\nkind: Namespace\nmetadata: {name: own}\n',
  list: () =>
    'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l1}}\n- {apiVersion: v1, kind: Secret, metadata: {name: l2}, stringData: {a: b}}\n',
  binding: () =>
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\nsubjects:\n- {kind: ServiceAccount, name: default, namespace: x}\n- {kind: User, name: default}\n',
  account: () =>
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: acc}\n',
  custom: r =>
    `apiVersion: ships.example.org/v1\nkind: Fleet\nmetadata: {name: "n\${NUM:=${r.below(
      9,
    )}}"}\nspec: {size: 3, parts: [{name: a}], text: "\${HOST:-x}"}\n`,
  local: () =>
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: local\n  annotations: {config.kubernetes.io/local-config: "true"}\n',
};

/** Gives texts of objects, mostly without giving one identity twice. */
export class ObjectSource {
  #unused = Object.keys(MAKERS);
  #count = 0;

  constructor(r) {
    this.r = r;
  }

  /** Text of one or two objects. */
  next() {
    const text = this.#one();
    return this.r.chance(0.2) ? `${text}---\n${this.#plain()}` : text;
  }

  #one() {
    if (this.#unused.length === 0) return this.#plain();
    const name = this.r.pick(this.#unused);
    if (this.r.chance(0.97)) {
      this.#unused = this.#unused.filter(other => other !== name);
    }
    return MAKERS[name](this.r);
  }

  #plain() {
    this.#count += 1;
    return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m${
      this.#count
    }}\ndata: {a: "1"}\n`;
  }
}
