/** Values that only one of two states has; all of them for a new or deleted object. */
export function changedValues<T>(
  values: (object: T) => string[],
  object?: T,
  old?: T,
): string[] {
  const after = object ? values(object) : [];
  const before = old ? values(old) : [];
  return [
    ...after.filter(value => !before.includes(value)),
    ...before.filter(value => !after.includes(value)),
  ];
}
