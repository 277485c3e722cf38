import type { KubeClient, UnstructuredObject } from '@backstage-gitops/kube';
import { textsOfSecret } from '../../configs';

/** Entries of a Secret, decoded as UTF-8. */
export type SecretEntries = Readonly<Record<string, string>>;

/** A read that runs, or one that waits for it to end. */
interface Read {
  result: Promise<SecretEntries>;
  hasBegun: boolean;
}

const SECRET = { apiVersion: 'v1', kind: 'Secret' };
/** Milliseconds that a read may take. */
const TIMEOUT_MS = 10_000;

/**
 * Reads Secrets of providers. Those who ask while a read runs share the next
 * one: each gets what was there after it had asked, and a burst of events costs
 * a few reads.
 */
export class SecretReader {
  readonly #reads = new Map<string, Read[]>();

  constructor(private readonly client: Pick<KubeClient, 'get'>) {}

  /** @throws ApiError - there is none, or it may not be read */
  read(namespace: string, name: string): Promise<SecretEntries> {
    const key = `${namespace}/${name}`;
    const reads = this.#reads.get(key) ?? [];
    this.#reads.set(key, reads);
    const last = reads.at(-1);
    if (last && !last.hasBegun) return last.result;
    const read: Read = { hasBegun: false, result: Promise.resolve({}) };
    read.result = this.#readAfter(last, () => {
      read.hasBegun = true;
      return this.#get(namespace, name);
    }).finally(() => {
      reads.splice(reads.indexOf(read), 1);
      if (reads.length === 0) this.#reads.delete(key);
    });
    reads.push(read);
    return read.result;
  }

  async #readAfter(
    last: Read | undefined,
    get: () => Promise<SecretEntries>,
  ): Promise<SecretEntries> {
    await last?.result.catch(() => undefined);
    return get();
  }

  async #get(namespace: string, name: string): Promise<SecretEntries> {
    const secret = await this.client.get<UnstructuredObject>(
      SECRET,
      { namespace, name },
      { timeoutMs: TIMEOUT_MS },
    );
    return textsOfSecret(secret);
  }
}
