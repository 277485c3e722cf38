/** Tags in memory at most; some 20 MB. */
const MAX_TAGS = 250_000;

interface Entry {
  readonly scan: string;
  readonly tags: Promise<readonly string[]>;
  /** 0 until they have been read. */
  count: number;
}

/** Tags of the images that were read last, so that the policies of one image read them once. */
export class TagCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly maxTags = MAX_TAGS) {}

  /** The tags of a scan, which `read` brings where they are not there. */
  async get(
    image: string,
    scan: string,
    read: () => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const known = this.entries.get(image);
    if (known?.scan === scan) {
      this.use(image, known);
      return known.tags;
    }
    const entry: Entry = { scan, tags: read(), count: 0 };
    this.use(image, entry);
    try {
      const tags = await entry.tags;
      entry.count = tags.length;
      this.shrink();
      return tags;
    } catch (error) {
      this.drop(image, entry);
      throw error;
    }
  }

  /** Reads them again the next time. */
  forget(image: string): void {
    this.entries.delete(image);
  }

  private use(image: string, entry: Entry): void {
    this.entries.delete(image);
    this.entries.set(image, entry);
  }

  private drop(image: string, entry: Entry): void {
    if (this.entries.get(image) === entry) this.entries.delete(image);
  }

  /** Drops those used longest ago. */
  private shrink(): void {
    let total = 0;
    for (const { count } of this.entries.values()) total += count;
    for (const [image, { count }] of this.entries) {
      if (total <= this.maxTags) return;
      total -= count;
      this.entries.delete(image);
    }
  }
}
