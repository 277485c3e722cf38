import { settersOf, updateText } from './index';

const setters = settersOf([
  {
    namespace: 'apps',
    policy: 'podinfo',
    name: 'ghcr.io/stefanprodan/podinfo',
    tag: '6.5.0',
    digest: 'sha256:'.padEnd(71, 'a'),
  },
  { namespace: 'apps', policy: 'web', name: 'web', tag: '1.10' },
  { namespace: 'apps', policy: 'port', name: 'web', tag: '1' },
]);
const WEB = '# {"$imagepolicy": "apps:web"}';
const TAG = '# {"$imagepolicy": "apps:web:tag"}';

/** The text after the update, of a mapping with one marked value. */
function update(text: string): string {
  return updateText(text, setters).text;
}

describe('updateText', () => {
  it('IM-10 writes the whole image, its name, its tag and its digest', () => {
    const text = [
      'kind: HelmRelease',
      'metadata: {name: podinfo, namespace: prod}',
      'image: old:1 # {"$imagepolicy": "apps:podinfo"}',
      'repository: old # {"$imagepolicy": "apps:podinfo:name"}',
      'tag: old # {"$imagepolicy": "apps:podinfo:tag"}',
      'digest: old # {"$imagepolicy": "apps:podinfo:digest"}',
      'other: old # {"$imagepolicy": "apps:unknown"}',
      '',
    ].join('\n');
    const digest = 'sha256:'.padEnd(71, 'a');
    const result = updateText(text, setters);
    expect(result.text).toBe(
      text
        .replace('old:1', `ghcr.io/stefanprodan/podinfo:6.5.0@${digest}`)
        .replace('repository: old', 'repository: ghcr.io/stefanprodan/podinfo')
        .replace('tag: old', 'tag: 6.5.0')
        .replace('digest: old', `digest: ${digest}`),
    );
    const object = {
      apiVersion: '',
      kind: 'HelmRelease',
      name: 'podinfo',
      namespace: 'prod',
    };
    expect(result.changes[2]).toEqual({
      object,
      oldValue: 'old',
      newValue: '6.5.0',
      setter: 'apps:podinfo:tag',
    });
    expect(result.changes).toHaveLength(4);
  });

  it.each([
    ['plain', `a: web:0 ${WEB}\n`, `a: web:1.10 ${WEB}\n`],
    ['single quotes', `a: 'web:0' ${WEB}\n`, `a: 'web:1.10' ${WEB}\n`],
    ['double quotes', `a: "w\\x65b"   ${WEB}\n`, `a: "web:1.10"   ${WEB}\n`],
    [
      'quoted where it would be a number',
      `a: v1 ${TAG}\n`,
      `a: "1.10" ${TAG}\n`,
    ],
    ['single-quoted number', `a: 'v1' ${TAG}\n`, `a: '1.10' ${TAG}\n`],
    ['of a number', `a: 1.9 ${WEB}\n`, `a: web:1.10 ${WEB}\n`],
    [
      'without a tag for a number',
      `a: !!float 1.9 ${WEB}\n`,
      `a: web:1.10 ${WEB}\n`,
    ],
    [
      'with a tag for a text',
      `a: !!str 1.9 ${TAG}\n`,
      `a: !!str "1.10" ${TAG}\n`,
    ],
    [
      'behind an anchor',
      `a: &i web:0 ${WEB}\nb: *i\n`,
      `a: &i web:1.10 ${WEB}\nb: *i\n`,
    ],
    [
      'in a flow mapping',
      `a: {b: web:0, ${WEB}\n  c: 1}\n`,
      `a: {b: web:1.10, ${WEB}\n  c: 1}\n`,
    ],
    [
      'in a flow sequence',
      `a: [ 'x', web:0 ${WEB}\n]\n`,
      `a: [ 'x', web:1.10 ${WEB}\n]\n`,
    ],
    ['in a sequence', `a:\n- web:0 ${WEB}\n`, `a:\n- web:1.10 ${WEB}\n`],
    ['over lines', `a: web\n  x ${WEB}\nb: 1\n`, `a: web:1.10 ${WEB}\nb: 1\n`],
    [
      'below the marker',
      `a:\n  ${WEB}\n  web:0\n`,
      `a:\n  ${WEB}\n  web:1.10\n`,
    ],
    [
      'a literal block',
      `a: | ${WEB}\n   web:0\n\nb: 1\n`,
      `a: |- ${WEB}\n   web:1.10\n\nb: 1\n`,
    ],
    [
      'a folded block',
      `a: >+2 ${WEB}\n    we\n   b:0\nb: 1\n`,
      `a: >- ${WEB}\n    web:1.10\nb: 1\n`,
    ],
    ['an empty block', `a: | ${WEB}\nb: 1\n`, `a: web:1.10 ${WEB}\nb: 1\n`],
    [
      'CRLF',
      `a: web:0 ${WEB}\r\nb: |\r\n  x\r\n`,
      `a: web:1.10 ${WEB}\r\nb: |\r\n  x\r\n`,
    ],
    [
      'CRLF in a block',
      `a: | ${WEB}\r\n  web:0\r\n`,
      `a: |- ${WEB}\r\n  web:1.10\r\n`,
    ],
    [
      'a byte order mark',
      `\ufeffa: web:0 ${WEB}\n`,
      `\ufeffa: web:1.10 ${WEB}\n`,
    ],
    [
      'behind wide characters',
      `😀: {b: "😀", c: web:0} \nd: 'é' \ne: {😀: web:0, ${WEB}\n}`,
      `😀: {b: "😀", c: web:0} \nd: 'é' \ne: {😀: web:1.10, ${WEB}\n}`,
    ],
    ['without a final line break', `a: web:0 ${WEB}`, `a: web:1.10 ${WEB}`],
    ['in JSON', `{"a":\n"web:0" ${WEB}\n}`, `{"a":\n"web:1.10" ${WEB}\n}`],
    [
      'in several documents',
      `# x\n---\na: web:0 ${WEB}\n--- # y\n---\nb: web:0 ${WEB}\n`,
      `# x\n---\na: web:1.10 ${WEB}\n--- # y\n---\nb: web:1.10 ${WEB}\n`,
    ],
    [
      'with CRLF between documents',
      `a: web:0 ${WEB}\r\n---\r\nb: web:0 ${WEB}\r\n`,
      `a: web:1.10 ${WEB}\r\n---\r\nb: web:1.10 ${WEB}\r\n`,
    ],
    [
      'quotes for a whole number',
      'a: x # {"$imagepolicy": "apps:port:tag"}\n',
      'a: "1" # {"$imagepolicy": "apps:port:tag"}\n',
    ],
    [
      'an empty digest',
      'a: x # {"$imagepolicy": "apps:web:digest"}\n',
      'a: "" # {"$imagepolicy": "apps:web:digest"}\n',
    ],
    [
      'with quotes where a number is right already',
      `a: web:0 ${WEB}\nb: 1.10 ${TAG}\n`,
      `a: web:1.10 ${WEB}\nb: "1.10" ${TAG}\n`,
    ],
  ])('IM-11 keeps every other byte: %s', (_, before, after) => {
    expect(update(before)).toBe(after);
  });

  it.each([
    ['a template', `a: {{ .x }} ${WEB}\n`],
    ['a list', `- web:0 ${WEB}\n`],
    ['a document behind its separator', `a: 1\n--- {b: web:0} ${WEB}\n`],
    ['metadata that are no mapping', `metadata: x\na: web:0 ${WEB}\n`],
    ['a key', `? web:0 ${WEB}\n: 1\n`],
    ['an alias', `a: &i x\nb: *i ${WEB}\n`],
    ['a mapping', `a: {b: web:0} ${WEB}\n`],
    ['another comment', 'a: web:0 # see {"$imagepolicy": "apps:web"}\n'],
    ['another key', 'a: web:0 # {"$imagepolicy": "apps:web", "x": 1}\n'],
    ['nothing', `a: ${WEB}\nb: 1\n`],
    ['the same value', `a: web:1.10 ${WEB}\n`],
  ])('IM-11 leaves a file alone: %s', (_, text) => {
    expect(updateText(text, setters)).toEqual({ text, changes: [] });
  });

  it('IM-13 tells the items of a List apart', () => {
    const text = `kind: List\nitems:\n- kind: Pod\n  image: web:0 ${WEB}\n- kind: Job\n  image: web:0 ${WEB}\n`;
    const { changes } = updateText(text, setters);
    expect(changes.map(({ object }) => object.kind)).toEqual(['Pod', 'Job']);
  });

  it('refuses an image that is none', () => {
    expect(() =>
      settersOf([{ namespace: 'a', policy: 'b', name: 'Web', tag: '1' }]),
    ).toThrow(
      'encountered invalid image ref "Web:1": could not parse reference: Web:1',
    );
  });
});
