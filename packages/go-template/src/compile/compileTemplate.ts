import type { TemplateSource } from '../exec/frame';
import type { TemplateEntry } from '../exec/templateSet';
import type { TemplateTree } from '../parse/parser';
import { compileList } from './statements';
import type { Execute } from './types';

/** A template turned into closures. */
export interface CompiledTemplate extends TemplateSource {
  readonly body: Execute;
}

const compiled = new WeakMap<TemplateTree, CompiledTemplate>();

/** Compiles a template once; later calls for the same tree return the same closures. */
export function compileTemplate(entry: TemplateEntry): CompiledTemplate {
  const { tree, source } = entry;
  let template = compiled.get(tree);
  if (!template) {
    template = {
      name: tree.name,
      file: source.name,
      text: source.text,
      slots: tree.slots,
      body: compileList(tree.root),
    };
    compiled.set(tree, template);
  }
  return template;
}
