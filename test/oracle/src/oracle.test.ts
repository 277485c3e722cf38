import { execFileSync } from 'child_process';
import { helmBinary, kubectlBinary } from '.';

describe('oracle', () => {
  it('runs the real kubectl', () => {
    const out = execFileSync(kubectlBinary(), ['version', '--client'], {
      encoding: 'utf8',
    });
    expect(out).toMatch(/Client Version: v1\.35\./);
  });

  it('runs the real helm', () => {
    const out = execFileSync(helmBinary(), ['version', '--short'], {
      encoding: 'utf8',
    });
    expect(out).toMatch(/^v4\./);
  });
});
