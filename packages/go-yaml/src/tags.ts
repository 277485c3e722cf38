/** What `!!` stands for. */
export const TAG_PREFIX = 'tag:yaml.org,2002:';

/** `tag:yaml.org,2002:str` → `!!str`; other tags are returned as they are. */
export function shortTag(tag: string): string {
  return tag.startsWith(TAG_PREFIX) ? `!!${tag.slice(TAG_PREFIX.length)}` : tag;
}

/** `!!str` → `tag:yaml.org,2002:str`; other tags are returned as they are. */
export function longTag(tag: string): string {
  return tag.startsWith('!!') ? TAG_PREFIX + tag.slice(2) : tag;
}
