import type { HttpResponse } from '@backstage-gitops/http';
import { OciError } from '../errors';
import { formatReference } from '../reference/reference';
import type { OciRepository } from '../reference/reference';
import type { OciLimits } from './options';
import type { RegistryConnection } from './RegistryConnection';

/** What {@link listTags} lists. */
interface TagsRequest {
  readonly repository: OciRepository;
  readonly limits: OciLimits;
  readonly signal: AbortSignal;
}

/** Tags of a page; ECR takes no larger number. */
const PAGE_SIZE = 1000;
/** Pages are counted, too: a registry may send empty ones without end. */
const MAX_PAGES = 1000;

function parseTags(bytes: Uint8Array, repository: OciRepository): string[] {
  let tags: unknown;
  try {
    tags = Object(JSON.parse(new TextDecoder().decode(bytes))).tags ?? [];
  } catch (error) {
    tags = undefined;
  }
  if (!Array.isArray(tags) || tags.some(tag => typeof tag !== 'string')) {
    throw new OciError(
      'registry',
      `the list of tags of ${formatReference(repository)} can't be read`,
    );
  }
  return tags as string[];
}

/**
 * Address of the next page as the Link header of a page names it, checked.
 * @param what - `a page of the list of tags`, for messages
 * @returns undefined for the last page
 * @throws OciError - `redirect`
 */
export function nextPage(
  connection: RegistryConnection,
  { headers: { link = '' }, url }: HttpResponse,
  what: string,
): string | undefined {
  const target = /^\s*<([^>]*)>/.exec(link)?.[1];
  const relation = /;\s*rel="?([a-z]+)"?/i.exec(link)?.[1] ?? 'next';
  return target === undefined || relation !== 'next'
    ? undefined
    : connection.resolve(target, url, what);
}

/**
 * All tags of a repository, page after page.
 * @throws OciError - `limit`: more tags or pages than allowed
 */
export async function listTags(
  connection: RegistryConnection,
  { repository, limits, signal }: TagsRequest,
): Promise<string[]> {
  const access = { repository, actions: ['pull'] } as const;
  const found: string[] = [];
  const what = `the list of tags of ${formatReference(repository)}`;
  let target: string | undefined = `tags/list`;
  for (let page = 0; target !== undefined; page++) {
    if (page === MAX_PAGES) {
      throw new OciError('limit', `${what} has more than ${MAX_PAGES} pages`);
    }
    const answer = await connection.send({
      ...{ access, method: 'GET', target, accept: [200], signal },
      ...(page === 0 ? { query: { n: String(PAGE_SIZE) } } : {}),
    });
    const { manifestBytes: maxBytes } = limits;
    const bytes = await connection.read(answer, { maxBytes, what });
    for (const tag of parseTags(bytes, repository)) found.push(tag);
    if (found.length > limits.tags) {
      throw new OciError('limit', `${what} is longer than ${limits.tags}`);
    }
    target = nextPage(connection, answer, 'a page of the list of tags');
  }
  return found;
}
