import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import { hideStackTraces } from './hideStackTraces';

/** What Backstage sends for an error in development, after a middleware. */
function answerTo(
  error: Error,
  middleware: typeof hideStackTraces = (_request, _response, next) => next(),
): string {
  const send = jest.fn();
  const response = { headersSent: false, status: () => response, json: send };
  middleware({}, response, () => {
    const handle = MiddlewareFactory.create({
      config: mockServices.rootConfig(),
      logger: mockServices.logger.mock(),
    }).error();
    const request = { method: 'GET', url: '/' };
    handle(error, request as never, response as never, () => {});
  });
  return JSON.stringify(send.mock.calls);
}

describe('hideStackTraces', () => {
  const mode = process.env.NODE_ENV;
  beforeEach(() => {
    Object.assign(process.env, { NODE_ENV: 'development' });
  });
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV: mode });
  });

  it('keeps stacks, causes and paths from clients, which Backstage sends in development', () => {
    const error = new Error('broken', { cause: new Error('inner') });
    expect(answerTo(error)).toContain('hideStackTraces.test');
    const answer = answerTo(error, hideStackTraces);
    expect(answer).toContain('broken');
    expect(answer).not.toMatch(/stack|inner|hideStackTraces\.test/);
  });

  it('leaves other answers as they are', () => {
    const bodies = [
      undefined,
      null,
      'text',
      { stack: 'of books' },
      { error: 'x' },
    ];
    const send = jest.fn();
    const response = { json: send };
    hideStackTraces({}, response, () => {});
    bodies.forEach(body => response.json(body));
    expect(send.mock.calls).toEqual(bodies.map(body => [body]));
  });
});
