import type { YamlNode } from '@backstage-gitops/go-yaml';
import { withPrefix } from '../errors';
import type { Scopes } from '../openapi/scopes';
import * as anno from './annotations';
import { lookup } from './lookup';
import {
  metadataMap,
  metadataText,
  setAnnotation,
  setMetadataMap,
} from './metadata';
import { fromMap } from './fromValue';
import { equalJson, JsonForm } from './jsonForm';
import { firstId, previousIds } from './previousIds';
import {
  describeId,
  resourceId,
  splitApiVersion,
  type ResourceId,
} from './resourceId';
import { toValue, type JsonValue } from './toValue';
import { toYaml } from './toYaml';
import {
  clearField,
  copyNode,
  fieldOf,
  isNilOrEmpty,
  scalarNode,
  setField,
} from './tree';

/** What all objects of one build share. */
export interface ResourceContext extends Scopes {
  /** Grows whenever the identity of an object may have changed. */
  changes: number;
  /**
   * Counts what objects copy of each other or of themselves.
   * @param size - bytes, roughly
   * @throws KustomizeError - limit
   */
  grow(size: number): void;
}

/** How a generated object meets one that exists already. */
type GeneratorBehavior = 'unspecified' | 'create' | 'replace' | 'merge';

interface Identity {
  readonly current: ResourceId;
  readonly original: ResourceId;
  readonly previous: readonly ResourceId[];
  readonly annotations: ReadonlyMap<string, string>;
}

/**
 * One Kubernetes object in a build: its YAML tree and its identity, now and
 * before names were changed. Whoever changes the tree calls {@link touch}.
 */
export class Resource {
  /** Names of the vars that read from this object. */
  refVarNames: string[] = [];
  private identity?: Identity;
  /** Stands for the tree while JSON patches follow each other. */
  private pending?: JsonForm;
  /** What the tree holds after a JSON patch, unless it was read otherwise. */
  private expected?: JsonForm;
  /** The tree does not read as it was written, so it has no JSON form. */
  private isUnsettled = false;
  private tree: YamlNode | undefined;

  constructor(
    root: YamlNode | undefined,
    private readonly context: ResourceContext,
  ) {
    this.tree = root;
  }

  /** The object; `undefined` once a patch has deleted it. */
  get root(): YamlNode | undefined {
    if (this.pending) this.writeOut(this.pending);
    return this.tree;
  }

  set root(root: YamlNode | undefined) {
    this.tree = root;
    this.pending = undefined;
    this.expected = undefined;
  }

  /** The object's tree. */
  get node(): YamlNode {
    return this.root ?? scalarNode('', '!!null');
  }

  get apiVersion(): string {
    return (
      this.pending?.apiVersion ?? fieldOf(this.tree, 'apiVersion')?.value ?? ''
    );
  }

  get kind(): string {
    return this.currentId.kind;
  }

  get name(): string {
    return this.currentId.name;
  }

  /** `''` when the object names none. */
  get namespace(): string {
    return this.currentId.namespace;
  }

  /** Deleted, or an empty object. */
  get isEmpty(): boolean {
    return this.pending === undefined && isNilOrEmpty(this.tree);
  }

  get currentId(): ResourceId {
    return this.read().current;
  }

  /** Identities before changes of name, namespace or kind, oldest first. */
  get previousIds(): readonly ResourceId[] {
    return this.read().previous;
  }

  /** The identity that the object had in its file. */
  get originalId(): ResourceId {
    return this.read().original;
  }

  get annotations(): ReadonlyMap<string, string> {
    return this.read().annotations;
  }

  get labels(): ReadonlyMap<string, string> {
    return this.pending?.labels ?? metadataMap(this.node, 'labels');
  }

  /** The identity of what this object has become outside of the build. */
  identityAs(object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
  }): ResourceId {
    const { group, version } = splitApiVersion(object.apiVersion);
    const gvk = { group, version, kind: object.kind };
    return resourceId(gvk, object.name, object.namespace, this.context);
  }

  /** Forgets what was read; call after every change of the tree. */
  touch(): void {
    this.expected = undefined;
    this.forget();
  }

  /**
   * The object as JSON data, to be patched and given to {@link defer}; only
   * while the tree is known to be what writing and reading this data gives.
   */
  get settledForm(): JsonForm | undefined {
    if (this.pending || !this.expected) return this.pending;
    const document = toValue(this.node);
    const isSettled = equalJson(document, this.expected.document);
    this.isUnsettled = !isSettled;
    this.expected = undefined;
    return isSettled ? JsonForm.of(document) : undefined;
  }

  /** Takes JSON data in place of the tree, which is made of it when needed. */
  defer(form: JsonForm): void {
    this.pending = form;
    this.forget();
  }

  /** Tells that the tree was just made of this data. */
  expect(form: JsonForm | undefined): void {
    this.expected = this.isUnsettled ? undefined : form;
  }

  /** Counts `size` bytes that the object is about to copy. @throws KustomizeError - limit */
  grow(size: number): void {
    this.context.grow(size);
  }

  /** The object as plain JSON data. @throws KustomizeError - unwritable-resource */
  value(): JsonValue {
    return toValue(this.node);
  }

  /** The object as `kustomize build` prints it. @throws KustomizeError - unwritable-resource */
  yaml(): string {
    return withPrefix(
      () => describeId(this.currentId),
      () => toYaml(this.node),
    );
  }

  /** A copy with a tree of its own. */
  copy(): Resource {
    const result = new Resource(this.root && copyNode(this.root), this.context);
    result.refVarNames = this.refVarNames.slice();
    return result;
  }

  setAnnotations(values: ReadonlyMap<string, string>): void {
    setMetadataMap(this.node, 'annotations', values);
    this.touch();
  }

  setLabels(values: ReadonlyMap<string, string>): void {
    setMetadataMap(this.node, 'labels', values);
    this.touch();
  }

  setKind(kind: string): void {
    setField(this.node, 'kind', scalarNode(kind));
    this.touch();
  }

  setApiVersion(apiVersion: string): void {
    setField(this.node, 'apiVersion', scalarNode(apiVersion));
    this.touch();
  }

  setName(name: string): void {
    this.setMetadataText('name', name);
  }

  /** `''` removes the namespace. */
  setNamespace(namespace: string): void {
    if (namespace === '') {
      const metadata = lookup(this.node, ['metadata']);
      if (metadata !== undefined) clearField(metadata, 'namespace');
      this.touch();
    } else {
      this.setMetadataText('namespace', namespace);
    }
  }

  /** Remembers the present identity before it changes. */
  rememberId(): void {
    const { current } = this.read();
    const namespace = current.clusterScoped
      ? '_non_namespaceable_'
      : current.namespace || 'default';
    this.appendLists([
      [anno.PREVIOUS_NAMES, current.name],
      [anno.PREVIOUS_NAMESPACES, namespace],
      [anno.PREVIOUS_KINDS, current.kind],
    ]);
  }

  addPrefix(prefix: string): void {
    this.appendLists([[anno.PREFIXES, prefix]]);
  }

  addSuffix(suffix: string): void {
    this.appendLists([[anno.SUFFIXES, suffix]]);
  }

  get prefixes(): readonly string[] {
    return this.list(anno.PREFIXES);
  }

  get suffixes(): readonly string[] {
    return this.list(anno.SUFFIXES);
  }

  isEnabled(annotation: string): boolean {
    return this.annotations.get(annotation) === 'enabled';
  }

  enable(annotation: string): void {
    this.changeAnnotations(values => values.set(annotation, 'enabled'));
  }

  get behavior(): GeneratorBehavior {
    const text = this.annotations.get(anno.GENERATOR_BEHAVIOR);
    return text === 'replace' || text === 'merge' || text === 'create'
      ? text
      : 'unspecified';
  }

  setBehavior(behavior: string): void {
    const known = ['replace', 'merge', 'create'].includes(behavior);
    this.changeAnnotations(values =>
      values.set(anno.GENERATOR_BEHAVIOR, known ? behavior : 'unspecified'),
    );
  }

  /** Changes a copy of the annotations and writes it back. */
  changeAnnotations(change: (values: Map<string, string>) => void): void {
    const values = new Map(this.annotations);
    change(values);
    this.setAnnotations(values);
  }

  private setMetadataText(field: string, text: string): void {
    const metadata = lookup(this.node, ['metadata'], 'mapping');
    if (metadata !== undefined) setField(metadata, field, scalarNode(text));
    this.touch();
  }

  private list(annotation: string): readonly string[] {
    const text = this.annotations.get(annotation);
    return text === undefined ? [] : text.split(',');
  }

  private appendLists(items: readonly (readonly [string, string])[]): void {
    const { annotations } = this.read();
    for (const [annotation, value] of items) {
      if (value === '') continue;
      (this.pending ?? this.expected)?.append(annotation, value);
      if (this.pending) continue;
      const text = annotations.get(annotation);
      const longer = text === undefined ? value : `${text},${value}`;
      setAnnotation(this.node, annotation, longer);
    }
    this.forget();
  }

  private forget(): void {
    if (this.identity === undefined) return;
    this.identity = undefined;
    this.context.changes += 1;
  }

  /** Makes the tree of the data that stands for it. */
  private writeOut(form: JsonForm): void {
    const tree = fromMap(form.document);
    setMetadataMap(
      tree,
      'annotations',
      new Map(Object.entries(form.annotations)),
    );
    this.pending = undefined;
    this.tree = tree;
  }

  private read(): Identity {
    this.identity ??= this.pending
      ? this.readForm(this.pending)
      : this.readTree();
    return this.identity;
  }

  private readForm(form: JsonForm): Identity {
    const { name, namespace } = form;
    const gvk = { ...splitApiVersion(form.apiVersion), kind: form.kind };
    const annotations = () => new Map(Object.entries(form.annotations));
    const current = resourceId(gvk, name, namespace, this.context);
    return {
      current,
      original: firstId(form.annotations, gvk) ?? current,
      get previous() {
        return previousIds(annotations(), gvk);
      },
      get annotations() {
        return annotations();
      },
    };
  }

  private readTree(): Identity {
    const gvk = {
      ...splitApiVersion(this.apiVersion),
      kind: fieldOf(this.root, 'kind')?.value ?? '',
    };
    const annotations = metadataMap(this.node, 'annotations');
    const current = resourceId(
      gvk,
      metadataText(this.node, 'name'),
      metadataText(this.node, 'namespace'),
      this.context,
    );
    const previous = previousIds(annotations, gvk);
    return { current, original: previous[0] ?? current, previous, annotations };
  }
}
