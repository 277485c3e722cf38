/** @jest-environment node */
import { goProgram } from '@backstage-gitops/oracle';
import { Random } from '@backstage-gitops/random';
import { compareWithGo } from '../testing/compareWithGo';
import { randomRelease } from '../testing/randomRelease';

/** Built from test/oracle/helm-release: Helm's own storage driver. */
const judge = goProgram('helm-release');
const describeWithGo = judge ? describe : describe.skip;

describeWithGo('TR-14 a stored release', () => {
  it('is read and written byte for byte as Helm does', async () => {
    const random = new Random('releases');
    const releases = random.times(400, () => randomRelease(random));
    const { refused, differences } = await compareWithGo(
      judge as string,
      releases,
    );
    expect(differences).toEqual([]);
    expect(refused).toBeLessThan(80);
  }, 60_000);
});
