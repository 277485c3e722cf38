import { lists as listsExtension } from '../lists';
import type { Library } from '../Library';
import { optionals } from '../optionals';
import { sets } from '../sets';
import { strings } from '../strings';
import { twoVariables } from '../twoVariables';
import { cidrs } from './cidr';
import { formats } from './formats';
import { ips } from './ip';
import { lists } from './lists';
import { quantities } from './quantity';
import { patternFunctions } from './regex';
import { semvers } from './semver';
import { urls } from './url';

/** What expressions in objects of the API server may use beyond the standard functions, as of Kubernetes 1.36. */
export function kubernetesLibraries(): Library[] {
  return [
    ...[optionals, sets, listsExtension, twoVariables],
    withoutReverse(strings),
    ...[lists, urls, quantities, ips, cidrs, semvers, formats],
    patternFunctions(),
  ];
}

/** The API server has the second version of the strings extension. */
function withoutReverse({ overloads, ...rest }: Library): Library {
  return {
    ...rest,
    overloads: overloads.filter(({ name }) => name !== 'reverse'),
  };
}
