import { Random } from '@backstage-gitops/random';
import { settersOf } from './index';
import { checkManifest, isYaml } from './testing/checkManifest';
import { randomManifest } from './testing/randomManifest';
import { RANDOM_IMAGES } from './testing/randomImages';

describe('updateText on random manifests', () => {
  it('IM-11 changes the marked values and no other byte', () => {
    const random = new Random(14);
    const setters = settersOf(RANDOM_IMAGES);
    const manifests = random
      .times(400, () => randomManifest(random))
      .filter(isYaml);
    const faults = manifests.flatMap(manifest => {
      const fault = checkManifest(manifest, setters);
      return fault ? [{ fault, text: manifest.text }] : [];
    });
    expect(faults).toEqual([]);
    expect(manifests.length).toBeGreaterThan(300);
  });
});
