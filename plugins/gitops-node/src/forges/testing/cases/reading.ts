import { deepStrictEqual, ok, strictEqual } from 'assert';
import { branchOff, fails, text } from './ForgeCase';
import type { ForgeCase } from './ForgeCase';

/** Who, which repository, and what is in it. */
export const READING: readonly ForgeCase[] = [
  {
    name: 'tells whose credentials it has',
    run: async ({ forge, person }) => {
      const [one, other] = [await forge.whoAmI(), await person.whoAmI()];
      ok(one.id && one.name);
      ok(one.id !== other.id);
    },
  },
  {
    name: 'reads the repository',
    run: async ({ forge }) => {
      const { owner, name, defaultBranch, isArchived, url, cloneUrl } =
        await forge.getRepository();
      deepStrictEqual(
        { owner, name },
        {
          owner: forge.address.owner,
          name: forge.address.name,
        },
      );
      strictEqual(defaultBranch, 'main');
      strictEqual(isArchived, false);
      ok(url.startsWith('http') && cloneUrl.startsWith('http'));
    },
  },
  {
    name: 'tells bad credentials from a repository that is not there',
    run: async ({ stranger, nowhere }) => {
      await fails(stranger.getRepository(), 'unauthorized');
      await fails(stranger.getBranch('main'), 'unauthorized');
      await fails(nowhere.getRepository(), 'not-found');
      await fails(nowhere.getBranch('main'), 'not-found');
      await fails(nowhere.findPullRequests({}), 'not-found');
    },
  },
  {
    name: 'reads files of branches and commits',
    run: async ({ forge }) => {
      const { base, head } = await branchOff(forge, 'read/files');
      const path = 'apps/podinfo.yaml';
      const read = async (ref: string) =>
        text((await forge.getFile(path, ref)).content);
      strictEqual(await read('main'), 'image: podinfo:1\n');
      strictEqual(await read('read/files'), 'image: read/files\n');
      strictEqual(await read(base), 'image: podinfo:1\n');
      strictEqual(await read(head), 'image: read/files\n');
    },
  },
  {
    name: 'says not-found of a file, a ref, a pull request',
    run: async ({ forge }) => {
      await fails(forge.getFile('apps/none.yaml', 'main'), 'not-found');
      await fails(forge.getFile('README.md', 'no-such-ref'), 'not-found');
      await fails(forge.getPullRequest(4711), 'not-found');
      await fails(forge.getBranch('no/such'), 'not-found');
    },
  },
  {
    name: 'refuses paths that would name another resource',
    run: async ({ forge }) => {
      await fails(forge.getFile('../../user', 'main'), 'invalid', 'not-found');
      await fails(forge.getBranch('..'), 'invalid', 'not-found');
    },
  },
  {
    name: 'ends with its signal',
    run: async ({ forge }) => {
      const signal = AbortSignal.abort();
      await fails(forge.getRepository({ signal }), 'aborted');
      await fails(forge.findPullRequests({}, { signal }), 'aborted');
    },
  },
];
