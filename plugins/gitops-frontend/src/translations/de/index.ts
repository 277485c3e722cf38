import { flatten, type FlatKey, type messages } from '../messages';
import { germanInterface } from './interface';
import { germanStatements } from './statements';

const texts = flatten({
  ...germanInterface,
  statement: germanStatements,
});

// The types of the two parts say that no text is missing.
export default texts as Record<FlatKey<typeof messages>, string>;
