import { dateProblem, dateTimeProblem, timeProblem } from './formats/times';
import { durationProblem } from './formats/duration';
import {
  emailProblem,
  hostnameProblem,
  ipv4Problem,
  ipv6Problem,
} from './formats/hosts';
import {
  jsonPointerProblem,
  relativeJsonPointerProblem,
  uriProblem,
  uriReferenceProblem,
  uriTemplateProblem,
} from './formats/references';
import { periodProblem } from './formats/period';
import { semverProblem } from './formats/semver';
import { uuidProblem } from './formats/uuid';

type FormatCheck = (text: string) => string | undefined;

const FORMATS: ReadonlyMap<string, FormatCheck> = new Map<string, FormatCheck>([
  ['date', dateProblem],
  ['date-time', dateTimeProblem],
  ['duration', durationProblem],
  ['email', emailProblem],
  ['hostname', hostnameProblem],
  ['ipv4', ipv4Problem],
  ['ipv6', ipv6Problem],
  ['iri', uriProblem],
  ['iri-reference', uriReferenceProblem],
  ['json-pointer', jsonPointerProblem],
  ['period', periodProblem],
  ['relative-json-pointer', relativeJsonPointerProblem],
  ['semver', semverProblem],
  ['time', timeProblem],
  ['uri', uriProblem],
  ['uri-reference', uriReferenceProblem],
  ['uri-template', uriTemplateProblem],
  ['uuid', uuidProblem],
]);

/** Why a text is not of a format; undefined when it is, and for unknown formats. */
export function formatProblem(
  format: string,
  text: string,
): string | undefined {
  return FORMATS.get(format)?.(text);
}
