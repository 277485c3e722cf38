import { structuralSchema } from './structuralSchema';
import { validateSchema } from './validateSchema';

const texts = (schema: object, value: unknown) =>
  validateSchema(structuralSchema(schema as never), value).map(error =>
    error.text(),
  );

describe('validateSchema', () => {
  it.each([
    [{ type: 'object', required: ['a'] }, {}, 'a: Required value'],
    [
      { type: 'object', properties: { a: { type: 'integer' } } },
      { a: 'x' },
      'a: Invalid value: "string": a in body must be of type integer: "string"',
    ],
    [
      {
        type: 'object',
        properties: { a: { type: 'string', enum: ['x', 'y'] } },
      },
      { a: 'z' },
      'a: Unsupported value: "z": supported values: "x", "y"',
    ],
    [
      { type: 'object', properties: { a: { type: 'integer', minimum: 2 } } },
      { a: 1 },
      'a: Invalid value: 1: a in body should be greater than or equal to 2',
    ],
    [
      {
        type: 'object',
        properties: {
          a: {
            type: 'array',
            items: { type: 'string' },
            'x-kubernetes-list-type': 'set',
          },
        },
      },
      { a: ['x', 'x'] },
      'a[1]: Duplicate value: "x"',
    ],
  ])('words the fault of %j', (schema, value, text) => {
    expect(texts(schema, value)).toEqual([text]);
  });

  it('accepts integers and text for int-or-string', () => {
    const schema = {
      type: 'object',
      properties: { a: { 'x-kubernetes-int-or-string': true } },
    };
    expect(texts(schema, { a: 1 })).toEqual([]);
    expect(texts(schema, { a: '10%' })).toEqual([]);
    expect(texts(schema, { a: true })).toHaveLength(1);
  });
});
