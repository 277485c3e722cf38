import { gcm } from '@noble/ciphers/aes.js';
import { AesGcm } from './AesGcm';

let state = 7;
function randomBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 8388608;
  });
}

describe('AesGcm', () => {
  it('opens what @noble/ciphers sealed, at any length', () => {
    const key = randomBytes(32);
    const cipher = new AesGcm(key);
    for (let length = 0; length < 200; length++) {
      const iv = randomBytes(length % 3 === 0 ? 12 : 8 + (length % 40));
      const associated = randomBytes(length % 37);
      const plain = randomBytes(length);
      const sealed = gcm(key, iv, associated).encrypt(plain);
      const [data, tag] = [sealed.slice(0, -16), sealed.slice(-16)];
      expect(cipher.open(data, iv, tag, associated)).toEqual(plain);
    }
  });

  it.each([16, 24, 32])('takes keys of %d bytes', length => {
    const key = randomBytes(length);
    const [iv, plain] = [randomBytes(32), randomBytes(50)];
    const sealed = gcm(key, iv).encrypt(plain);
    const opened = new AesGcm(key).open(
      sealed.slice(0, -16),
      iv,
      sealed.slice(-16),
      new Uint8Array(0),
    );
    expect(opened).toEqual(plain);
  });

  it('refuses when one bit of anything is another', () => {
    const key = randomBytes(32);
    const cipher = new AesGcm(key);
    const iv = randomBytes(32);
    const associated = randomBytes(20);
    const sealed = gcm(key, iv, associated).encrypt(randomBytes(40));
    const parts = [sealed.slice(0, -16), iv, sealed.slice(-16), associated];
    const open = (given: Uint8Array[]) =>
      cipher.open(given[0], given[1], given[2], given[3]);
    expect(open(parts)).toBeDefined();
    parts.forEach((part, index) => {
      for (let at = 0; at < part.length; at++) {
        const changed = parts.map(bytes => bytes.slice());
        changed[index][at] += 1;
        expect(open(changed)).toBeUndefined();
      }
    });
    expect(open([parts[0], iv, parts[2].slice(0, 8), associated])).toBe(
      undefined,
    );
    expect(open([parts[0], new Uint8Array(0), parts[2], associated])).toBe(
      undefined,
    );
  });
});
