import { deepStrictEqual, ok, rejects, strictEqual } from 'assert';
import { isForgeError } from '../ForgeError';
import type { ForgeErrorCode } from '../ForgeError';
import type { CommitStatus, Forge, PullRequest } from '../types';

/** What every repository of a case begins with, on branch `main`. */
export const FIRST_FILES: Readonly<Record<string, string>> = {
  'README.md': '# fleet\n',
  'apps/podinfo.yaml': 'image: podinfo:1\n',
  'apps/old.yaml': 'image: old:1\n',
};

/** A fresh repository `main` of which has {@link FIRST_FILES}, and who may use it. */
export interface ForgeWorld {
  /** By the rights of a program. */
  readonly forge: Forge;
  /** The same repository by the rights of a person, who reviews. */
  readonly person: Forge;
  /** The same repository with a token that is none. */
  readonly stranger: Forge;
  /** A repository that does not exist. */
  readonly nowhere: Forge;
  /** The person's word on a pull request. */
  review(
    number: number,
    state: 'approved' | 'changes-requested',
  ): Promise<void>;
  /** Items of a list that need several pages of this forge. */
  readonly severalPages: number;
}

/** One statement about every forge. */
interface ForgeCase {
  readonly name: string;
  readonly run: (world: ForgeWorld) => Promise<void>;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

async function fails(work: Promise<unknown>, ...codes: ForgeErrorCode[]) {
  await rejects(work, error => {
    ok(isForgeError(error), `no ForgeError: ${String(error)}`);
    ok(
      codes.includes(error.code),
      `${error.code} instead of ${codes.join(' or ')}: ${error.message}`,
    );
    ok(!/token-of|sEcReT/.test(error.message), 'the message has a secret');
    return true;
  });
}

/** A branch with one commit that changes the image. */
async function branchOff(forge: Forge, name: string, image = name) {
  const { head } = await forge.getBranch('main');
  await forge.createBranch({ name, head });
  const { hash } = await forge.commit({
    ...{ branch: name, expectedHead: head, message: `Use ${image}` },
    changes: [{ path: 'apps/podinfo.yaml', content: `image: ${image}\n` }],
  });
  return { base: head, head: hash };
}

async function openPull(forge: Forge, name: string): Promise<PullRequest> {
  await branchOff(forge, name);
  return forge.createPullRequest({
    ...{ head: name, base: 'main', title: `Use ${name}` },
  });
}

const READING: readonly ForgeCase[] = [
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

const WRITING: readonly ForgeCase[] = [
  {
    name: 'creates and deletes branches',
    run: async ({ forge }) => {
      const { head } = await forge.getBranch('main');
      const name = 'image/update-1.2_3';
      await forge.createBranch({ name, head });
      deepStrictEqual(await forge.getBranch(name), { name, head });
      await fails(forge.createBranch({ name, head }), 'conflict');
      await forge.deleteBranch(name);
      await fails(forge.getBranch(name), 'not-found');
      await fails(forge.deleteBranch(name), 'not-found');
      const unknown = { name: 'from-nowhere', head: 'a'.repeat(40) };
      await fails(forge.createBranch(unknown), 'not-found', 'invalid');
    },
  },
  {
    name: 'commits several changes at once',
    run: async ({ forge }) => {
      const { base, head: expectedHead } = await branchOff(
        forge,
        'commit/many',
      );
      const binary = Uint8Array.from([0, 255, 10, 13, 0, 128]);
      const { hash, parents } = await forge.commit({
        ...{ branch: 'commit/many', expectedHead },
        message: 'Change much\n\nBecause it is due.',
        changes: [
          { path: 'apps/podinfo.yaml', content: 'image: podinfo:3\n' },
          { path: 'apps/new über #1 100%.yaml', content: 'a: "ü"\r\n' },
          { path: 'deep/er/file.bin', content: binary },
          { path: 'apps/old.yaml' },
        ],
      });
      deepStrictEqual(parents, [expectedHead]);
      strictEqual((await forge.getBranch('commit/many')).head, hash);
      const read = async (path: string) =>
        (await forge.getFile(path, 'commit/many')).content;
      strictEqual(text(await read('apps/podinfo.yaml')), 'image: podinfo:3\n');
      const odd = await read('apps/new über #1 100%.yaml');
      strictEqual(text(odd), 'a: "ü"\r\n');
      deepStrictEqual([...(await read('deep/er/file.bin'))], [...binary]);
      await fails(read('apps/old.yaml'), 'not-found');
      const { files, commits } = await forge.compare('main', 'commit/many');
      deepStrictEqual(
        files.map(({ path, change }) => `${change} ${path}`),
        [
          'added apps/new über #1 100%.yaml',
          'removed apps/old.yaml',
          'modified apps/podinfo.yaml',
          'added deep/er/file.bin',
        ],
      );
      deepStrictEqual(commits, [expectedHead, hash]);
      const same = await forge.compare(base, base);
      deepStrictEqual(same, { files: [], commits: [] });
    },
  },
  {
    name: 'commits on the expected head only',
    run: async ({ forge, person }) => {
      const { head } = await branchOff(forge, 'commit/raced');
      const change = (content: string) => ({
        ...{ branch: 'commit/raced', expectedHead: head, message: content },
        changes: [{ path: 'apps/podinfo.yaml', content }],
      });
      const { hash } = await person.commit(change('by a person'));
      await fails(forge.commit(change('by a program')), 'conflict');
      strictEqual((await forge.getBranch('commit/raced')).head, hash);
    },
  },
  {
    name: 'refuses commits that make no sense',
    run: async ({ forge }) => {
      const { head: expectedHead } = await branchOff(forge, 'commit/none');
      const commit = (changes: { path: string; content?: string }[]) =>
        forge.commit({
          ...{ branch: 'commit/none', expectedHead, message: 'No', changes },
        });
      await fails(commit([]), 'invalid');
      await fails(commit([{ path: '../up', content: '' }]), 'invalid');
      await fails(commit([{ path: '/top', content: '' }]), 'invalid');
      await fails(commit([{ path: '.git/config', content: '' }]), 'invalid');
      await fails(commit([{ path: 'a' }, { path: 'a' }]), 'invalid');
      await fails(commit([{ path: 'no/such/file' }]), 'not-found');
      strictEqual((await forge.getBranch('commit/none')).head, expectedHead);
      const missing = {
        ...{ branch: 'no-such-branch', expectedHead, message: 'No' },
        changes: [{ path: 'a', content: 'a' }],
      };
      await fails(forge.commit(missing), 'not-found', 'invalid');
    },
  },
  {
    name: 'sets statuses of commits',
    run: async ({ forge, severalPages }) => {
      const { head } = await branchOff(forge, 'status/some');
      const status = (context: string, state: CommitStatus['state']) => ({
        ...{ context, state, description: `is ${state}` },
        targetUrl: `https://portal.example.com/${context}`,
      });
      deepStrictEqual(await forge.listStatuses(head), []);
      await forge.setStatus(head, status('kustomization/b', 'pending'));
      await forge.setStatus(head, status('kustomization/a', 'failure'));
      await forge.setStatus(head, status('kustomization/b', 'success'));
      deepStrictEqual(await forge.listStatuses(head), [
        status('kustomization/a', 'failure'),
        status('kustomization/b', 'success'),
      ]);
      for (let n = 0; n < severalPages; n++) {
        await forge.setStatus(head, status(`many/${n}`, 'success'));
      }
      strictEqual((await forge.listStatuses(head)).length, severalPages + 2);
      await fails(
        forge.setStatus('b'.repeat(40), status('a', 'success')),
        'not-found',
        'invalid',
      );
    },
  },
];

const PULL_REQUESTS: readonly ForgeCase[] = [
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

const KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqmN6w3gI1sL1tFzqvjHhpZbxN9cJj2o1mJ5mT3a1bC';

const SETTINGS: readonly ForgeCase[] = [
  {
    name: 'keeps one webhook of an address',
    run: async ({ forge }) => {
      const url = 'https://portal.example.com/hook/abc?x=1';
      const hook = { url, secret: 'sEcReT', events: ['push'] as const };
      if (!forge.supports.webhooks) {
        await fails(forge.ensureWebhook(hook), 'unsupported');
        return;
      }
      strictEqual(await forge.ensureWebhook(hook), 'created');
      const events = ['push', 'pull-request', 'tag'] as const;
      strictEqual(await forge.ensureWebhook({ ...hook, events }), 'updated');
      const other = { ...hook, url: 'https://portal.example.com/hook/def' };
      strictEqual(await forge.ensureWebhook(other), 'created');
      strictEqual(await forge.removeWebhook(url), true);
      strictEqual(await forge.removeWebhook(url), false);
      strictEqual(await forge.ensureWebhook(other), 'updated');
    },
  },
  {
    name: 'keeps one deploy key',
    run: async ({ forge }) => {
      const key = { title: 'flux', publicKey: KEY, isReadOnly: true };
      if (!forge.supports.deployKeys) {
        await fails(forge.ensureDeployKey(key), 'unsupported');
        return;
      }
      strictEqual(await forge.ensureDeployKey(key), 'created');
      const commented = { ...key, publicKey: `${KEY} flux@cluster\n` };
      strictEqual(await forge.ensureDeployKey(commented), 'unchanged');
      const writing = forge.ensureDeployKey({ ...key, isReadOnly: false });
      if (forge.type === 'bitbucket-cloud') {
        await fails(writing, 'unsupported');
      } else {
        strictEqual(await writing, 'updated');
      }
      strictEqual(await forge.removeDeployKey(KEY), true);
      strictEqual(await forge.removeDeployKey(KEY), false);
    },
  },
];

/** What every implementation does, whatever its forge. */
export const FORGE_CASES: readonly ForgeCase[] = [
  ...READING,
  ...WRITING,
  ...PULL_REQUESTS,
  ...SETTINGS,
];
