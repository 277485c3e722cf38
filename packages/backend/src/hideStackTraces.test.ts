import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import { hideStackTraces } from './hideStackTraces';

/** What is sent for an error in development. */
function answerTo(error: Error, prepare: (m: MiddlewareFactory) => void) {
  const middleware = MiddlewareFactory.create({
    config: mockServices.rootConfig(),
    logger: mockServices.logger.mock(),
  });
  prepare(middleware);
  const json = jest.fn();
  const response = { headersSent: false, status: () => ({ json }) };
  const handle = middleware.error();
  handle(
    error,
    { method: 'GET', url: '/' } as never,
    response as never,
    () => {},
  );
  return JSON.stringify(json.mock.calls);
}

describe('hideStackTraces', () => {
  const mode = process.env.NODE_ENV;
  beforeEach(() => {
    Object.assign(process.env, { NODE_ENV: 'development' });
  });
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV: mode });
  });

  it('keeps stacks and paths from clients, which Backstage sends in development', () => {
    const error = new Error('broken');
    expect(answerTo(error, () => {})).toContain('hideStackTraces.test');
    const answer = answerTo(error, hideStackTraces);
    expect(answer).toContain('broken');
    expect(answer).not.toMatch(/stack|hideStackTraces\.test/);
  });
});
