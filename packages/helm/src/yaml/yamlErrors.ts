/** A value of the wrong type in a file that is read into a known shape; worded as Go words it. */
export class YamlTypeError extends Error {
  readonly name = 'YamlTypeError';
  readonly code = 'TYPE';
}
