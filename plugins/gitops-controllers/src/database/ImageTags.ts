import type { Knex } from 'knex';
import { randomUUID } from 'crypto';
import { TagCache } from './TagCache';
import { Turns } from './Turns';

const SCANS = 'gitops_image_scans';
const TAGS = 'gitops_image_tags';
/** A page of text is some 100 kB: SQLite writes and reads it within milliseconds. */
const PAGE_TAGS = 4_000;
/** Age at which pages that no scan has made its own come from a crash. */
const LEFT_BEHIND_MS = 3600_000;

interface ScanRow {
  cluster: string;
  image: string;
  scan: string;
  revision: string;
  tags: number;
}

interface PageRow {
  scan: string;
  page: number;
  written: number;
  tags: string;
}

/** The tags that the last scan of an image has found. */
export interface ScannedTags {
  /** Checksum of the tags. */
  readonly revision: string;
  /** In descending order. */
  readonly tags: readonly string[];
}

interface ImageTagsOptions {
  readonly database: () => Promise<Knex>;
  readonly clusterName: string;
}

/**
 * Tags of scanned images of one cluster, by the image's canonical name. Pages
 * of a new scan are written one by one and count all at once, so readers never
 * see a part; no step holds the event loop for long.
 */
export class ImageTags {
  private readonly cache = new TagCache();
  private isTidy = false;

  constructor(private readonly options: ImageTagsOptions) {}

  /**
   * Stores what a scan has found; unchanged tags are not written again.
   * @param image - canonical name: `index.docker.io/library/alpine`
   */
  async write(
    image: string,
    { revision, tags }: ScannedTags,
    signal: AbortSignal,
  ): Promise<void> {
    const knex = await this.options.database();
    await this.tidy(knex);
    const old = await this.find(knex, image);
    if (old?.revision === revision && old.tags === tags.length) return;
    const scan = randomUUID();
    await this.writePages(knex, { scan, tags, signal });
    const { clusterName: cluster } = this.options;
    await knex<ScanRow>(SCANS)
      .insert({ cluster, image, scan, revision, tags: tags.length })
      .onConflict(['cluster', 'image'])
      .merge();
    if (old) await knex<PageRow>(TAGS).where({ scan: old.scan }).delete();
  }

  private async writePages(
    knex: Knex,
    work: { scan: string; tags: readonly string[]; signal: AbortSignal },
  ): Promise<void> {
    const { scan, tags, signal } = work;
    const turns = new Turns(signal);
    const written = Date.now();
    try {
      for (let page = 0; page * PAGE_TAGS < tags.length; page++) {
        const part = tags.slice(page * PAGE_TAGS, (page + 1) * PAGE_TAGS);
        const row = { scan, page, written, tags: JSON.stringify(part) };
        await knex<PageRow>(TAGS).insert(row);
        await turns.next();
      }
    } catch (error) {
      await knex<PageRow>(TAGS).where({ scan }).delete();
      throw error;
    }
  }

  /** Number of tags of the last scan; 0 without one. */
  async count(image: string): Promise<number> {
    const knex = await this.options.database();
    return (await this.find(knex, image))?.tags ?? 0;
  }

  /**
   * Tags of the last scan; undefined without one. Those read last are kept in
   * memory and shared, until another scan has been stored.
   */
  async read(
    image: string,
    signal: AbortSignal,
  ): Promise<ScannedTags | undefined> {
    const knex = await this.options.database();
    let last: ScanRow | undefined;
    for (;;) {
      const found = await this.find(knex, image);
      if (!found) return undefined;
      const { revision, scan } = found;
      const tags = await this.cache.get(image, scan, () =>
        this.readPages(knex, found),
      );
      signal.throwIfAborted();
      if (tags.length === found.tags) return { revision, tags };
      // Another scan has replaced this one meanwhile, or its pages are lost.
      this.cache.forget(image);
      if (last?.scan === scan) await this.delete(image);
      last = found;
    }
  }

  private async readPages(
    knex: Knex,
    { scan, tags }: ScanRow,
  ): Promise<string[]> {
    const all: string[] = [];
    const turns = new Turns();
    for (let page = 0; page * PAGE_TAGS < tags; page++) {
      const row = await knex<PageRow>(TAGS).where({ scan, page }).first();
      if (!row) return all;
      for (const tag of JSON.parse(row.tags) as string[]) all.push(tag);
      await turns.next();
    }
    return all;
  }

  /** Forgets an image. */
  async delete(image: string): Promise<void> {
    const knex = await this.options.database();
    const found = await this.find(knex, image);
    if (!found) return;
    const { cluster, scan } = found;
    await knex<ScanRow>(SCANS).where({ cluster, image, scan }).delete();
    await knex<PageRow>(TAGS).where({ scan }).delete();
  }

  private find(knex: Knex, image: string): Promise<ScanRow | undefined> {
    const { clusterName: cluster } = this.options;
    return knex<ScanRow>(SCANS).where({ cluster, image }).first();
  }

  /** Once in a process: removes pages of scans that were never completed. */
  private async tidy(knex: Knex): Promise<void> {
    if (this.isTidy) return;
    this.isTidy = true;
    await knex<PageRow>(TAGS)
      .where('written', '<', Date.now() - LEFT_BEHIND_MS)
      .whereNotIn('scan', knex<ScanRow>(SCANS).select('scan'))
      .delete();
  }
}
