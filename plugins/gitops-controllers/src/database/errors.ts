/** The database of the controllers can't be opened; the message says what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    readonly code: 'driver-missing' | 'unusable',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
