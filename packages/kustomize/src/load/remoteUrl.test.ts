import { appendOrigin } from '../resources/origin';
import table from '../testing/remoteUrls.json';
import { isHttpUrl, parseRepositoryReference } from './remoteUrl';

/** What scripts/record-remote-urls.mjs asked the real library for. */
interface Recorded {
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
  readonly timeoutMs: number;
  readonly submodules: boolean;
  readonly originPath: string;
}

const cases = Object.entries(table as Record<string, Recorded | null>);
const references = cases.flatMap(([url, recorded]) =>
  recorded === null ? [] : [[url, recorded] as const],
);
const paths = cases.flatMap(([url, recorded]) =>
  recorded === null ? [url] : [],
);

describe('remote references', () => {
  it.each(references)('%s is a repository', (url, recorded) => {
    const { originPath, ...parts } = recorded;
    expect(parseRepositoryReference(url)).toEqual({ url, ...parts });
    expect(appendOrigin({ path: 'base' }, url)).toMatchObject({
      path: originPath,
      repo: parts.repository,
    });
  });

  it.each(paths)('%j is a path', url => {
    expect(parseRepositoryReference(url)).toBeUndefined();
  });
});

describe('files on the web', () => {
  it.each([
    ['https://example.com/a.yaml', true],
    ['HTTP://example.com/a.yaml', true],
    ['https:a.yaml', true],
    ['ftp://example.com/a.yaml', false],
    ['httpsfile.yaml', false],
    ['./https://x', false],
  ])('%s: %s', (path, expected) => {
    expect(isHttpUrl(path)).toBe(expected);
  });
});
