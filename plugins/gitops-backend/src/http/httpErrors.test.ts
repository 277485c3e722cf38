import { mockServices } from '@backstage/backend-test-utils';
import { InputError, NotFoundError, serializeError } from '@backstage/errors';
import { ApiError, ConnectionError } from '@backstage-gitops/kube';
import type { Request, Response } from 'express';
import { TooManyStreamsError } from '../service/errors';
import { createErrorHandler } from './httpErrors';

function answerTo(error: unknown) {
  const logger = mockServices.logger.mock();
  const response = { headersSent: false, set: jest.fn() };
  let answer: Error | undefined;
  createErrorHandler(logger)(
    error,
    {} as Request,
    response as unknown as Response,
    (passed: unknown) => {
      answer = passed as Error;
    },
  );
  // As Backstage's handler does where NODE_ENV is development.
  const body = serializeError(answer!, { includeStack: true });
  return { answer: answer!, body, logger, response };
}

describe('createErrorHandler', () => {
  it.each([
    ['NotFoundError', new ApiError(404, 'NotFound', 'no web')],
    ['ConflictError', new ApiError(409, 'Conflict', 'changed')],
    ['NotAllowedError', new ApiError(403, 'Forbidden', 'may not')],
    ['ServiceUnavailableError', new ApiError(422, 'Invalid', 'bad')],
    [
      'ServiceUnavailableError',
      new ConnectionError('unreachable', 'connect 10.0.0.1:6443'),
    ],
    ['InputError', new InputError('until: must be in the future')],
    ['TooManyStreamsError', new TooManyStreamsError('process', 3)],
    ['Error', new TypeError('cannot read /srv/portal/secret')],
    ['Error', 'a text'],
  ])(
    'answers with a %s without stack, cause, path or address',
    (name, error) => {
      const { body } = answerTo(error);
      expect(body).toMatchObject({ name });
      expect(body.stack).toBeUndefined();
      expect(JSON.stringify(body)).not.toMatch(
        /\/srv|10\.0\.0\.1|\.ts:|at \w+ \(/,
      );
    },
  );

  it('leaves out what caused an error', () => {
    const cause = new Error('cannot read /srv/portal/secret');
    const { body } = answerTo(new NotFoundError('no entity', cause));
    expect(body).not.toHaveProperty('cause.message');
  });

  it('logs what it does not send', () => {
    const error = new TypeError('cannot read /srv/portal/secret');
    const { logger } = answerTo(error);
    expect(logger.error).toHaveBeenCalledWith('cannot answer a request', error);
    expect(error.stack).toContain('httpErrors.test');
  });

  it.each(['user', 'process'] as const)(
    'says when to come back for a stream that is too much for a %s',
    of => {
      const { response } = answerTo(new TooManyStreamsError(of, 20));
      expect(response.set).toHaveBeenCalledWith('Retry-After', '30');
    },
  );
});
