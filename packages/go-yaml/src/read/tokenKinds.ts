import { TokenKind } from './tokens';

/** Whether directives or a `---` come: what begins a document with a marker. */
export function startsDocument(kind: TokenKind): boolean {
  return (
    kind === TokenKind.VersionDirective ||
    kind === TokenKind.TagDirective ||
    kind === TokenKind.DocumentStart
  );
}

/** Whether a key or value of a block mapping is empty because this token follows. */
export function isBlockNodeEnd(kind: TokenKind): boolean {
  return (
    kind === TokenKind.Key ||
    kind === TokenKind.Value ||
    kind === TokenKind.BlockEnd
  );
}

/** Whether an item of `[…]` ends at this token. */
export function isFlowSequenceStop(kind: TokenKind): boolean {
  return kind === TokenKind.FlowEntry || kind === TokenKind.FlowSequenceEnd;
}

/** Whether a key or value of `{…}` ends at this token. */
export function isFlowMappingStop(kind: TokenKind): boolean {
  return kind === TokenKind.FlowEntry || kind === TokenKind.FlowMappingEnd;
}
