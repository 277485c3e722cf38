import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { readText } from './readText';

const answerOf = (chunks: readonly string[], length?: number) =>
  ({
    headers: length === undefined ? {} : { 'content-length': String(length) },
    body: Readable.from(chunks.map(chunk => Buffer.from(chunk))),
  } as unknown as Dispatcher.ResponseData);

describe('readText', () => {
  it('reads what is as long as allowed', async () => {
    const text = await readText(answerOf(['a', 'é', 'c']), 4);
    expect(text).toBe('aéc');
  });

  it.each([
    ['announced', answerOf(['abc'], 5)],
    ['not announced', answerOf(['abc', 'de', 'never read'])],
  ])('ends a body that is longer, %s', async (_, answer) => {
    await expect(readText(answer, 4)).rejects.toMatchObject({
      name: 'AnswerTooLargeError',
      message: 'the answer has 5 bytes or more, 4 are read',
    });
    expect(answer.body.destroyed).toBe(true);
  });
});
