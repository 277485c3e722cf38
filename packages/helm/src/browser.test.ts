import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';

const TESTDATA = join(__dirname, '../testdata');

describe('in a real browser, under a policy that forbids code from text', () => {
  it('renders as in Node', () => {
    const cases = ['dependency-packed', 'render-files', 'render-unicode'];
    const { rendered } = JSON.parse(
      execFileSync('node', [join(TESTDATA, 'browser.mjs'), ...cases], {
        encoding: 'utf8',
        timeout: 110_000,
      }),
    );
    for (const name of cases) {
      const path = join(TESTDATA, 'charts', name, 'expected.yaml');
      expect(rendered[name]).toBe(readFileSync(path, 'utf8'));
    }
  }, 120_000);
});
