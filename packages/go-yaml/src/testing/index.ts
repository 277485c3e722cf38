/** Random documents and the questions that the Go libraries answer too. */
export { answer } from './answer';
export { YamlGenerator } from './generator';
export { ValueGenerator } from './values';
