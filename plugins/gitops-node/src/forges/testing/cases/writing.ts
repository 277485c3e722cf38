import { deepStrictEqual, strictEqual } from 'assert';
import type { CommitStatus } from '../../types';
import { branchOff, fails, text } from './ForgeCase';
import type { ForgeCase } from './ForgeCase';

/** Branches, commits and their statuses. */
export const WRITING: readonly ForgeCase[] = [
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
