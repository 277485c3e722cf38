import { decodeUtf8 } from '@backstage-gitops/go-template';
import { HelmError } from '../errors';
import { splitManifests } from '../manifests/splitManifests';
import { pathMatch } from '../text/pathMatch';
import { trimSpace } from '../text/trimSpace';
import type { RenderResult } from './renderChart';

/** What `helm template` prints of a rendered chart. */
export interface FormatOptions {
  /** Default false: files below `crds/` are left out. */
  readonly includeCrds?: boolean;
  /** Default false: hooks follow the manifests. */
  readonly skipHooks?: boolean;
  /** Default false: test hooks are printed. */
  readonly skipTests?: boolean;
  /** Prints only documents of templates that match one of these patterns, e.g. `templates/*.yaml`. */
  readonly showOnly?: readonly string[];
}

/**
 * The text that `helm template` prints.
 * @throws HelmError - code TEMPLATE: a pattern of `showOnly` matches nothing
 */
export function formatTemplate(
  result: RenderResult,
  options: FormatOptions = {},
): string {
  const text = `${trimSpace(manifestText(result, options))}\n${hookText(
    result,
    options,
  )}`;
  const { showOnly = [] } = options;
  return showOnly.length === 0 ? text : selectDocuments(text, showOnly);
}

function manifestText(
  { crds, manifests }: RenderResult,
  { includeCrds }: FormatOptions,
): string {
  const crdText = includeCrds
    ? crds.map(({ path, data }) => block(path, decodeUtf8(data)))
    : [];
  return [
    ...crdText,
    ...manifests.map(({ path, content }) => block(path, content)),
  ].join('');
}

function hookText({ hooks }: RenderResult, options: FormatOptions): string {
  return options.skipHooks
    ? ''
    : hooks
        .filter(hook => !(options.skipTests && hook.events.includes('test')))
        .map(({ path, content }) => block(path, content))
        .join('');
}

function block(path: string, content: string): string {
  return `---\n# Source: ${path}\n${content}\n`;
}

/** Documents in the order of the patterns, then of the text. */
function selectDocuments(text: string, patterns: readonly string[]): string {
  const documents = splitManifests(text).map(document => ({
    document,
    name: /# Source: [^/\n]+\/(.+)/.exec(document)?.[1],
  }));
  return patterns
    .flatMap(pattern => {
      const matching = documents.filter(
        ({ name }) => name !== undefined && isMatch(pattern, name),
      );
      if (matching.length === 0) {
        throw new HelmError(
          'TEMPLATE',
          `could not find template ${pattern} in chart`,
        );
      }
      return matching;
    })
    .map(({ document }) => `---\n${document}\n`)
    .join('');
}

/** A malformed pattern matches nothing. */
function isMatch(pattern: string, name: string): boolean {
  try {
    return pathMatch(pattern, name);
  } catch {
    return false;
  }
}
