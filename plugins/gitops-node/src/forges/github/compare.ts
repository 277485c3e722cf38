import type { Octokit } from '@octokit/rest';
import { sortBy } from '../sorting';
import type { Comparison } from '../types';
import { PAGE_SIZE, requireWhole } from './GithubApi';
import { toChangedFile } from './mapping';

/** GitHub shows no more files, and does not say so. */
const MAX_FILES = 300;

/** Files stand in the first page only. */
export async function readCompared(
  octokit: Octokit,
  what: string,
  request: {
    readonly owner: string;
    readonly repo: string;
    readonly basehead: string;
    readonly maxItems: number;
  },
): Promise<Comparison> {
  const { maxItems, ...rest } = request;
  const read = async (page: number) => {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...{ ...rest, per_page: PAGE_SIZE, page },
    });
    return data;
  };
  const first = await read(1);
  const files = first.files ?? [];
  requireWhole(`${what}: files`, files.length, MAX_FILES);
  requireWhole(`${what}: commits`, first.total_commits, maxItems + 1);
  const commits = first.commits.map(({ sha }) => sha);
  for (let page = 2; commits.length < first.total_commits; page++) {
    const more = (await read(page)).commits;
    if (more.length === 0) break;
    commits.push(...more.map(({ sha }) => sha));
  }
  return { files: sortBy(files.map(toChangedFile), f => f.path), commits };
}
