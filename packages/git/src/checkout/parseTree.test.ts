import { parseTree } from './parseTree';

const HASH = 'ab'.repeat(20);
const entry = (mode: string, name: string) =>
  Buffer.concat([
    Buffer.from(`${mode} ${name}\0`, 'latin1'),
    Buffer.from(HASH, 'hex'),
  ]);

describe('parseTree', () => {
  it.each([
    ['100644', 'file', false],
    ['100755', 'file', true],
    ['100664', 'file', false],
    ['0100644', 'file', false],
    ['40000', 'tree', false],
    ['040000', 'tree', false],
    ['120000', 'link', false],
    ['160000', 'submodule', false],
  ])('takes mode %s for a %s', (mode, kind, isExecutable) => {
    expect(parseTree(entry(mode, 'a'))).toEqual([
      { kind, isExecutable, name: 'a', hash: HASH },
    ]);
  });

  it('keeps names as their bytes are', () => {
    const tree = Buffer.concat([
      entry('100644', 'back\\slash'),
      entry('100644', 'raw\xff'),
      entry('100644', 'sp ace'),
    ]);
    expect(parseTree(tree).map(({ name }) => name)).toEqual([
      'back\\slash',
      'raw\udcff',
      'sp ace',
    ]);
  });

  it.each([
    ['an unknown mode', entry('0', 'a')],
    ['a mode that is none', entry('x', 'a')],
    ['a hash that is cut short', entry('100644', 'a').subarray(0, -1)],
    ['no name', Buffer.from('100644')],
    ['no end of the name', Buffer.from('100644 a')],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseTree(bytes)).toThrow(
      expect.objectContaining({
        code: 'protocol',
        message: expect.stringMatching(/^damaged tree: /),
      }),
    );
  });
});
