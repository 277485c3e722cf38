import { Random } from '@backstage-gitops/random';
import { readFileSync } from 'fs';
import { join } from 'path';
import { messageOf } from '../errors';
import { randomIndexText } from '../testing/randomIndexText';
import { convertIndex } from './convertIndex';
import { formatIndex } from './formatIndex';
import { readIndex } from './readIndex';

const CASES = 400;
const encode = (text: string) => new TextEncoder().encode(text);

function converted(text: string) {
  let json = '';
  let restarts = 0;
  const restart = () => {
    restarts += 1;
    json = '';
  };
  try {
    convertIndex(encode(text), piece => (json += piece), restart);
    return { json, restarts };
  } catch (error) {
    return { error: messageOf(error), restarts };
  }
}

function expected(text: string) {
  try {
    return { json: formatIndex(readIndex(text)) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

describe('SC-41 convertIndex', () => {
  it('gives what readIndex and formatIndex give, without reading the whole', () => {
    const text = readFileSync(join(__dirname, 'testdata/helm.yaml'), 'utf8');
    expect(converted(text)).toEqual({ ...expected(text), restarts: 0 });
    expect(expected(text).json).toContain('"version": "0.0.1"');
  });

  it('reads a chart apart whose versions are written in another way', () => {
    const text = `apiVersion: v1\nentries:\n  b:\n  - {name: b, version: 1.0.0}\n  a:\n  - name: a\n    version: 1.0.0\n`;
    expect(converted(text)).toEqual({ ...expected(text), restarts: 0 });
  });

  it(`gives the same or the same error for ${CASES} random texts`, () => {
    const random = new Random('index');
    let fast = 0;
    for (let index = 0; index < CASES; index++) {
      const text = randomIndexText(random);
      const { restarts, ...outcome } = converted(text);
      expect({ text, ...outcome }).toEqual({ text, ...expected(text) });
      if (restarts === 0 && 'json' in outcome) fast += 1;
    }
    expect(fast).toBeGreaterThan(CASES / 20);
  });
});
