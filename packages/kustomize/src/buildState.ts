import { BUILTIN } from './openapi/builtin.generated';
import { BUILTIN_CLUSTER_SCOPED } from './openapi/clusterScoped';
import { asObject, parseSchemaDocument } from './openapi/parseDocument';
import { SchemaSet, type SchemaDocument } from './openapi/schema';
import { KustomizeError } from './errors';
import { decodeSigs } from './load/kustomizationFile';
import type { LoaderContext } from './load/loader';
import type { ReadContext } from './load/readResources';
import type { BuildOptions } from './options';
import type { ResourceContext } from './resources/resource';

const BUILTIN_DOCUMENT: SchemaDocument = {
  definitions: BUILTIN.definitions,
  kinds: BUILTIN.kinds,
  clusterScoped: BUILTIN_CLUSTER_SCOPED,
};

/** Kubernetes version whose merge keys are built in. */
const BUILTIN_VERSION = 'v1.21.2';

/** What all kustomizations of one build share and change. */
export class BuildState implements ReadContext {
  readonly warnings: string[] = [];
  readonly context: ResourceContext;
  readonly includeLocalConfigs: boolean;
  /** Kustomizations visited so far. */
  kustomizations = 0;
  /** Bytes that objects have copied of each other. */
  private copied = 0;
  private custom?: SchemaDocument;
  private isSchemaChosen = false;
  /** Whether the built-in document was read, or will be beside the next one. */
  private builtin: 'unread' | 'asked' | 'read' = 'unread';
  private current = new SchemaSet([BUILTIN_DOCUMENT], () => {
    this.builtin = 'read';
  });

  constructor(readonly options: BuildOptions, readonly loading: LoaderContext) {
    if (options.keepBuiltinSchema) this.builtin = 'read';
    this.includeLocalConfigs = options.includeLocalConfigs ?? false;
    this.context = {
      changes: 0,
      grow: size => this.grow(size),
      isClusterScoped: (apiVersion, kind) =>
        this.isClusterScoped(apiVersion, kind),
    };
  }

  /** Schemas for strategic merge. */
  get schemas(): SchemaSet {
    return this.current;
  }

  /**
   * Takes the `openapi` field of a kustomization. The first one that is met
   * counts for the rest of the build, as in kustomize.
   * @throws KustomizeError - invalid-config, for an unknown version
   */
  chooseSchema(
    field: ReadonlyMap<string, string> | undefined,
    load: (path: string) => Uint8Array,
    isTop: boolean,
  ): void {
    const path = field?.get('path');
    const version = field?.get('version');
    const content = path === undefined ? undefined : load(path);
    if (this.isSchemaChosen && !isTop) return;
    if (content !== undefined) {
      if (version !== undefined) {
        throw new KustomizeError(
          'invalid-config',
          'builtin version and custom schema provided, cannot use both',
        );
      }
      this.useCustomSchema(content, path!);
    } else if (version) {
      if (version !== BUILTIN_VERSION) {
        throw new KustomizeError(
          'invalid-config',
          `the specified OpenAPI version is not built in: ${version}, use ${BUILTIN_VERSION} or openapi.path`,
        );
      }
      this.isSchemaChosen = true;
    }
  }

  /** A field that doubles itself forty times would fill any memory. */
  private grow(size: number): void {
    const { totalBytes } = this.loading.limits;
    this.copied += size;
    if (this.copied <= totalBytes) return;
    throw new KustomizeError(
      'limit',
      `replacements and patches copy more than ${totalBytes} bytes`,
    );
  }

  private useCustomSchema(content: Uint8Array, path: string): void {
    const document = decodeSigs(content, path);
    if (asObject(document) === undefined) {
      throw new KustomizeError(
        'invalid-config',
        'invalid schema file: expected an OpenAPI document',
        { file: path },
      );
    }
    this.custom = parseSchemaDocument(document);
    this.isSchemaChosen = true;
    this.current = new SchemaSet(this.documentsWith(this.custom));
  }

  /** Of two documents the one that kustomize reads last wins. */
  private documentsWith(custom: SchemaDocument): SchemaDocument[] {
    switch (this.builtin) {
      case 'read':
        return [BUILTIN_DOCUMENT, custom];
      case 'asked':
        return [custom, BUILTIN_DOCUMENT];
      default:
        return [custom];
    }
  }

  /**
   * Asking for a kind that kustomize does not know by heart makes it read its
   * built-in document later, also after a custom one that is chosen meanwhile.
   */
  private isClusterScoped(apiVersion: string, kind: string): boolean {
    const key = `${apiVersion}/${kind}`;
    if (BUILTIN_CLUSTER_SCOPED.has(key)) return true;
    if (Object.hasOwn(BUILTIN.kinds, key)) return false;
    if (this.builtin === 'unread' && this.custom === undefined) {
      this.builtin = 'asked';
    }
    return (
      this.custom !== undefined &&
      this.current.isClusterScoped(apiVersion, kind)
    );
  }
}
