import { ProviderError } from '../ProviderError';
import type { Exchange, ProviderRequest } from '../ProviderType';

/** Answers requests with JSON and keeps them. */
export class ScriptedService {
  readonly requests: ProviderRequest[] = [];
  readonly #failures = new Map<string, number>();

  /**
   * @param answers - by `METHOD URL`
   * @param otherwise - what any other request gets
   */
  constructor(
    private readonly answers: Readonly<Record<string, unknown>>,
    private readonly otherwise: unknown = {},
  ) {}

  /** @param call - `METHOD URL` or `METHOD` */
  failing(call: string, status: number): this {
    this.#failures.set(call, status);
    return this;
  }

  /** Bodies of what was not a question. */
  posted(): unknown[] {
    return this.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ body }) => body);
  }

  readonly exchange: Exchange = async request => {
    this.requests.push(request);
    const { method, url } = request;
    const call = `${method} ${url}`;
    const failure = this.#failures.get(call) ?? this.#failures.get(method);
    if (failure !== undefined) {
      throw new ProviderError('status', 'no', { status: failure });
    }
    const answer = Object.hasOwn(this.answers, call)
      ? this.answers[call]
      : this.otherwise;
    return { status: 200, headers: {}, body: JSON.stringify(answer) };
  };
}
