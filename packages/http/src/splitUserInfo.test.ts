import { splitUserInfo } from './splitUserInfo';

describe('splitUserInfo', () => {
  it('gives user name and password as a header', () => {
    const address = new URL('https://bot:p%40ss@example.com/a?b=c');
    expect(splitUserInfo(address)).toEqual({
      url: 'https://example.com/a?b=c',
      authorization: `Basic ${Buffer.from('bot:p@ss').toString('base64')}`,
    });
    expect(address.username).toBe('bot');
  });

  it('leaves other addresses as they are', () => {
    expect(splitUserInfo(new URL('https://example.com/a'))).toEqual({
      url: 'https://example.com/a',
    });
  });
});
