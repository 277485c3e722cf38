import type { GitOpsPaths } from '@backstage-gitops/plugin-gitops-common';
import type { Request, Response, Router } from 'express';

type Method = 'get' | 'post';

/** Paths of the OpenAPI document that have an operation of that method. */
type PathOf<M extends Method> = {
  [P in keyof GitOpsPaths]: GitOpsPaths[P][M] extends object ? P : never;
}[keyof GitOpsPaths];

type ParamsOf<O> = O extends {
  readonly parameters: { readonly path: infer Path };
}
  ? Path
  : never;

type QueryOf<O> = O extends {
  readonly parameters: { readonly query?: infer Query };
}
  ? NonNullable<Query>
  : never;

type JsonOf<T> = T extends {
  readonly content: { readonly 'application/json': infer Body };
}
  ? Body
  : undefined;

type BodyOf<O> = O extends { readonly requestBody: infer Body }
  ? JsonOf<Body>
  : undefined;

type AnswersOf<Responses> = {
  [S in Extract<keyof Responses, 200 | 202>]: JsonOf<
    Responses[S]
  > extends infer Body
    ? Body extends undefined
      ? void
      : { readonly status: S; readonly body: Body }
    : never;
}[Extract<keyof Responses, 200 | 202>];

/** Status and body of a success; nothing where the handler writes the answer itself. */
type AnswerOf<O> = O extends { readonly responses: infer Responses }
  ? AnswersOf<Responses>
  : never;

/** A request that fits its operation, which the validator has checked. */
interface Call<O> {
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  readonly request: Request;
  readonly response: Response;
}

/**
 * Adds the handler of an operation, with the types that the OpenAPI document
 * gives to its parameters, body and answer. A failure goes to the next error
 * handler.
 */
export function addOperation<M extends Method, P extends PathOf<M>>(
  router: Router,
  method: M,
  path: P,
  handler: (
    call: Call<GitOpsPaths[P][M]>,
  ) => Promise<AnswerOf<GitOpsPaths[P][M]>>,
): void {
  const route = path.replace(/\{(\w+)\}/g, ':$1');
  router[method](route, (request, response, next) => {
    const { params, query, body } = request;
    const call = { params, query, body, request, response };
    handler(call as unknown as Call<GitOpsPaths[P][M]>)
      .then(answer => {
        if (answer) response.status(answer.status).json(answer.body);
      })
      .catch(next);
  });
}
