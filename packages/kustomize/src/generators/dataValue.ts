import { createNode, Style, type YamlNode } from '@backstage-gitops/go-yaml';

/** A string for `data` of a ConfigMap; several lines become a block. */
export function configMapValue(text: string): YamlNode {
  return createNode('scalar', {
    value: text,
    tag: '!!str',
    style: text.includes('\n') ? Style.Literal : 0,
  });
}

/** The text of `bytes`, or `undefined` when they are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    return undefined;
  }
}

const LINE_LENGTH = 70;

/** Base64 as kustomize writes it: one line, or lines of 70 ending with a newline. */
export function wrappedBase64(bytes: Uint8Array): string {
  const text = base64(bytes);
  if (text.length < LINE_LENGTH) return text;
  const lines: string[] = [];
  for (let i = 0; i < text.length; i += LINE_LENGTH) {
    lines.push(`${text.slice(i, i + LINE_LENGTH)}\n`);
  }
  return lines.join('');
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  const chunk = 0x8000;
  for (let i = 0; i < bytes.length; i += chunk) {
    binary += String.fromCharCode(...bytes.subarray(i, i + chunk));
  }
  return btoa(binary);
}
