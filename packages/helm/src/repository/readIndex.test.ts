import { readFileSync } from 'fs';
import { join } from 'path';
import { HelmError } from '../errors';
import { formatIndex } from './formatIndex';
import { readIndex } from './readIndex';

const testdata = (name: string) =>
  readFileSync(join(__dirname, 'testdata', name), 'utf8');
/** Files end with a newline, the JSON form does not. */
const jsonForm = () => testdata('index.json').trimEnd();

describe('readIndex', () => {
  it('reads an index as Helm does', () => {
    expect(formatIndex(readIndex(testdata('index.yaml')))).toBe(jsonForm());
  });

  it('reads its own JSON form again', () => {
    const text = jsonForm();
    expect(formatIndex(readIndex(text))).toBe(text);
  });

  it.each([
    ['', 'empty index.yaml file'],
    ['# nothing\n', 'no API version specified'],
    ['entries: {}\n', 'no API version specified'],
    [
      'apiVersion: v1\napiVersion: v1\n',
      'error converting YAML to JSON: yaml: unmarshal errors:\n  line 2: key "apiVersion" already set in map',
    ],
    [
      'apiVersion: v1\nitems: []\n',
      'error unmarshaling JSON: while decoding JSON: json: unknown field "items"',
    ],
    [
      'apiVersion: v1\nentries:\n  web:\n  - {name: web, version: 1.0}\n',
      'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field ChartVersion.entries.Metadata.version of type string',
    ],
    [
      '{"apiVersion": 1}',
      'json: cannot unmarshal number into Go struct field IndexFile.apiVersion of type string',
    ],
    [
      'apiVersion: v1\ngenerated: 2023-02-29T00:00:00Z\n',
      'error unmarshaling JSON: while decoding JSON: parsing time "2023-02-29T00:00:00Z": day out of range',
    ],
    [
      '<html></html>',
      'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type repo.IndexFile',
    ],
  ])('refuses %j', (text, message) => {
    const error = (() => {
      try {
        return readIndex(text);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(HelmError);
    expect(error).toMatchObject({ code: 'INDEX', message });
  });

  it('ignores unknown fields in JSON', () => {
    const index = readIndex('{"apiVersion": "v1", "items": [], "entries": {}}');
    expect(index.entries?.size).toBe(0);
  });
});
