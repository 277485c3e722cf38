import type { Knex } from 'knex';

/** A database that is opened when it is first asked for. */
export class LazyDatabase {
  private opened?: Promise<Knex>;

  /** @param open - called again after it has failed */
  constructor(private readonly open: () => Promise<Knex>) {}

  /** The open database; rejects as `open` does. */
  readonly get = (): Promise<Knex> => {
    this.opened ??= this.open().catch(error => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  };

  /** Closes it where it has been opened. */
  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    const knex = await opened?.catch(() => undefined);
    await knex?.destroy();
  }
}
