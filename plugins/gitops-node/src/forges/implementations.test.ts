import { azureStandIn } from './testing/azureStandIn';
import { bitbucketStandIn } from './testing/bitbucketStandIn';
import { FORGE_CASES } from './testing/forgeCases';
import { githubStandIn } from './testing/githubStandIn';
import { gitlabStandIn } from './testing/gitlabStandIn';
import { createStandInWorld } from './testing/standInWorld';

const STAND_INS = {
  github: githubStandIn,
  gitlab: gitlabStandIn,
  'bitbucket-cloud': bitbucketStandIn,
  'azure-devops': azureStandIn,
};

describe.each(Object.entries(STAND_INS))('a repository of %s', (_, standIn) => {
  it.each(FORGE_CASES)('$name', async ({ run }) => {
    const world = await createStandInWorld(standIn);
    try {
      await expect(run(world)).resolves.toBeUndefined();
    } finally {
      await world.close();
    }
  });
});
