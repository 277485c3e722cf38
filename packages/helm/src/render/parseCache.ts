import {
  decodeUtf8,
  parseTemplate,
  type FunctionMap,
  type ParsedTemplate,
} from '@backstage-gitops/go-template';
import type { ChartFile } from '../chart/chart';

/**
 * Parsed templates by file content and path. An entry lives as long as the
 * chart whose file it belongs to, so the cache needs no bound of its own.
 */
const parsed = new WeakMap<Uint8Array, Map<string, ParsedTemplate>>();

/**
 * The parsed template of a chart's file. A file is parsed once for each path
 * that it is rendered at (an alias gives a subchart another path).
 * @throws GoTemplateError - code PARSE; failures are not kept
 */
export function parseChartFile(
  file: ChartFile,
  path: string,
  functions: FunctionMap,
): ParsedTemplate {
  let byPath = parsed.get(file.data);
  if (!byPath) {
    byPath = new Map();
    parsed.set(file.data, byPath);
  }
  let template = byPath.get(path);
  if (!template) {
    template = parseTemplate(path, decodeUtf8(file.data), { functions });
    byPath.set(path, template);
  }
  return template;
}
