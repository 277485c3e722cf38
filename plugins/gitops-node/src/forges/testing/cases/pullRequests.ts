import { deepStrictEqual, ok, strictEqual } from 'assert';
import type { Forge, PullRequest } from '../../types';
import { branchOff, fails, openPull, text } from './ForgeCase';
import type { ForgeCase } from './ForgeCase';

/** Pull requests, from opened to merged. */
export const PULL_REQUESTS: readonly ForgeCase[] = [
  {
    name: 'opens a pull request with all that it can have',
    run: async ({ forge, person }) => {
      const { base, head } = await branchOff(forge, 'pull/full');
      const reviewer = await person.whoAmI();
      const pull = await forge.createPullRequest({
        ...{ head: 'pull/full', base: 'main', title: 'Use a new image' },
        description: '- one\n- two',
        labels: ['automation', 'image update'],
        reviewers: [reviewer.id],
        isDraft: true,
      });
      const { number, url, labels, ...rest } = pull;
      ok(number > 0 && url.includes(String(number)));
      deepStrictEqual(
        [...labels].sort(),
        forge.supports.labels ? ['automation', 'image update'] : [],
      );
      deepStrictEqual(rest, {
        ...{ title: 'Use a new image', description: '- one\n- two' },
        ...{ state: 'open', isDraft: true, base: 'main' },
        head: { name: 'pull/full', head },
        author: await forge.whoAmI(),
        reviewers: [reviewer],
        mergeCommit: undefined,
      });
      deepStrictEqual(await forge.getPullRequest(number), pull);
      const files = await forge.listChangedFiles(number);
      deepStrictEqual(
        files.map(({ path, change }) => [path, change]),
        [['apps/podinfo.yaml', 'modified']],
      );
      strictEqual((await forge.getBranch('main')).head, base);
    },
  },
  {
    name: 'finds pull requests by branches and state',
    run: async ({ forge }) => {
      const one = await openPull(forge, 'find/one');
      const two = await openPull(forge, 'find/two');
      const numbers = async (
        filter: Parameters<Forge['findPullRequests']>[0],
      ) => (await forge.findPullRequests(filter)).map(({ number }) => number);
      const heads = { head: 'find/one', base: 'main' };
      deepStrictEqual(await numbers(heads), [one.number]);
      deepStrictEqual(await numbers({ base: 'main' }), [
        two.number,
        one.number,
      ]);
      deepStrictEqual(await numbers({ base: 'find/one' }), []);
      await forge.closePullRequest(one.number);
      deepStrictEqual(await numbers(heads), []);
      deepStrictEqual(await numbers({ ...heads, state: 'closed' }), [
        one.number,
      ]);
      deepStrictEqual(await numbers({ ...heads, state: 'merged' }), []);
      deepStrictEqual(await numbers({ state: 'all' }), [
        two.number,
        one.number,
      ]);
      ok((await forge.getBranch('find/one')).head, 'its branch stays');
    },
  },
  {
    name: 'opens one pull request of two branches',
    run: async ({ forge }) => {
      await openPull(forge, 'open/twice');
      const again = { head: 'open/twice', base: 'main', title: 'Again' };
      await fails(forge.createPullRequest(again), 'conflict');
      const missing = { ...again, head: 'no-such-branch' };
      await fails(forge.createPullRequest(missing), 'invalid', 'not-found');
    },
  },
  {
    name: 'changes a pull request',
    run: async ({ forge, person }) => {
      const { number } = await openPull(forge, 'pull/changed');
      const reviewer = await person.whoAmI();
      const first = await forge.updatePullRequest(number, {
        ...{ title: 'Better', description: 'Words', isDraft: true },
        ...{ labels: ['one', 'two'], reviewers: [reviewer.id] },
      });
      strictEqual(first.title, 'Better');
      strictEqual(first.description, 'Words');
      strictEqual(first.isDraft, true);
      deepStrictEqual(first.reviewers, [reviewer]);
      const second = await forge.updatePullRequest(number, {
        ...{ isDraft: false, labels: ['two'], reviewers: [] },
      });
      const { title, description, isDraft, labels, reviewers } = second;
      deepStrictEqual(
        { title, description, isDraft, labels, reviewers },
        {
          ...{ title: 'Better', description: 'Words', isDraft: false },
          labels: forge.supports.labels ? ['two'] : [],
          reviewers: [],
        },
      );
      deepStrictEqual(await forge.updatePullRequest(number, {}), second);
      const nobody = { reviewers: ['no-such-user'] };
      await fails(
        forge.updatePullRequest(number, nobody),
        ...(['invalid', 'not-found'] as const),
      );
    },
  },
  {
    name: 'follows the head of a pull request',
    run: async ({ forge }) => {
      const { number, head } = await openPull(forge, 'pull/follows');
      const { hash } = await forge.commit({
        ...{ branch: 'pull/follows', expectedHead: head.head, message: 'More' },
        changes: [{ path: 'apps/more.yaml', content: 'more\n' }],
      });
      // Gitea takes up a push after it has answered.
      for (let tries = 0; tries < 50; tries++) {
        const pull = await forge.getPullRequest(number);
        if (pull.head.head === hash) break;
        await new Promise(resolve => {
          setTimeout(resolve, 100);
        });
      }
      const pull = await forge.getPullRequest(number);
      strictEqual(pull.head.head, hash);
      const files = await forge.listChangedFiles(number);
      deepStrictEqual(
        files.map(({ path }) => path),
        ['apps/more.yaml', 'apps/podinfo.yaml'],
      );
    },
  },
  {
    name: 'lists the newest word of each reviewer',
    run: async ({ forge, person, review }) => {
      const { number, head } = await openPull(forge, 'pull/reviewed');
      deepStrictEqual(await forge.listReviews(number), []);
      await review(number, 'changes-requested');
      const user = await person.whoAmI();
      const seen = async () =>
        (await forge.listReviews(number)).map(found => [
          found.user,
          found.state,
          found.commit === undefined || found.commit === head.head,
        ]);
      deepStrictEqual(await seen(), [[user, 'changes-requested', true]]);
      await review(number, 'approved');
      deepStrictEqual(await seen(), [[user, 'approved', true]]);
    },
  },
  {
    name: 'comments, and changes its comment in place',
    run: async ({ forge, person, severalPages }) => {
      const { number } = await openPull(forge, 'pull/talked');
      const mine = await forge.createComment(number, 'diff of *staging*');
      const theirs = await person.createComment(number, 'thanks');
      const changed = await forge.updateComment(number, mine.id, 'stale');
      deepStrictEqual(changed, { ...mine, body: 'stale' });
      deepStrictEqual(await forge.listComments(number), [changed, theirs]);
      deepStrictEqual(mine.author, await forge.whoAmI());
      for (let n = 0; n < severalPages; n++) {
        await forge.createComment(number, `comment ${n}`);
      }
      const all = await forge.listComments(number);
      strictEqual(all.length, severalPages + 2);
      strictEqual(all[all.length - 1].body, `comment ${severalPages - 1}`);
      await fails(forge.updateComment(number, '999999', 'none'), 'not-found');
    },
  },
  {
    name: 'merges by each of its methods',
    run: async ({ forge }) => {
      for (const method of forge.supports.mergeMethods) {
        const pull = await openPull(forge, `merge/by-${method}`);
        const merged = await forge.merge(pull.number, {
          ...{ method, expectedHead: pull.head.head },
          message: `Land ${method}\n\nIt was approved.`,
        });
        strictEqual(merged.state, 'merged');
        const { head } = await forge.getBranch('main');
        strictEqual(merged.mergeCommit, head, method);
        const file = await forge.getFile('apps/podinfo.yaml', 'main');
        strictEqual(text(file.content), `image: merge/by-${method}\n`);
      }
    },
  },
  {
    name: 'merges the expected head only, and what can be merged',
    run: async ({ forge }) => {
      const raced = await openPull(forge, 'merge/raced');
      const method = forge.supports.mergeMethods[0];
      const other = { method, expectedHead: 'c'.repeat(40) };
      await fails(forge.merge(raced.number, other), 'conflict');
      strictEqual((await forge.getPullRequest(raced.number)).state, 'open');

      const clashing = await openPull(forge, 'merge/clashing');
      const expected = (pull: PullRequest) => ({
        ...{ method, expectedHead: pull.head.head },
      });
      await forge.merge(raced.number, expected(raced));
      await fails(forge.merge(clashing.number, expected(clashing)), 'conflict');
      await fails(forge.merge(raced.number, expected(raced)), 'conflict');
      await fails(forge.merge(4711, expected(raced)), 'not-found');
    },
  },
  {
    name: 'merges no draft',
    run: async ({ forge }) => {
      await branchOff(forge, 'merge/draft');
      const { number, head } = await forge.createPullRequest({
        ...{ head: 'merge/draft', base: 'main', title: 'Later' },
        isDraft: true,
      });
      const method = forge.supports.mergeMethods[0];
      const expectedHead = head.head;
      await fails(forge.merge(number, { method, expectedHead }), 'conflict');
    },
  },
  {
    name: 'says unsupported of a method of merging that it lacks',
    run: async ({ forge }) => {
      const lacking = (['merge', 'squash', 'rebase'] as const).filter(
        method => !forge.supports.mergeMethods.includes(method),
      );
      for (const method of lacking) {
        const { number, head } = await openPull(forge, `lacks/${method}`);
        const request = { method, expectedHead: head.head };
        await fails(forge.merge(number, request), 'unsupported');
      }
    },
  },
];
