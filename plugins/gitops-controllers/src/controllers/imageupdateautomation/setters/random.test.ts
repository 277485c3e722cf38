import { Random } from '@backstage-gitops/random';
import { settersOf } from './index';
import { checkManifest, isYaml } from './testing/checkManifest';
import { randomManifest } from './testing/randomManifest';
import { RANDOM_IMAGES } from './testing/randomImages';

describe('updateText on random manifests', () => {
  it('IM-11 changes the marked values and no other byte', () => {
    const random = new Random(14);
    const setters = settersOf(RANDOM_IMAGES);
    let compared = 0;
    for (let round = 0; round < 400; round++) {
      const manifest = randomManifest(random);
      if (isYaml(manifest)) {
        compared += 1;
        const fault = checkManifest(manifest, setters);
        expect({ fault, text: fault && manifest.text }).toEqual({});
      }
    }
    expect(compared).toBeGreaterThan(300);
  });
});
