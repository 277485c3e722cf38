/** A promise and the function that resolves it. */
export class Deferred {
  resolve: () => void = () => {};
  readonly promise = new Promise<void>(resolve => {
    this.resolve = resolve;
  });
}
