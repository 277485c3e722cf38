import { durationProblem } from './duration';
import { dateTimeProblem } from './times';

/** Why a text is no period such as `2024-01-01T00:00:00Z/P1M`. */
export function periodProblem(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) {
    return 'missing slash';
  }
  const start = text.slice(0, slash);
  const end = text.slice(slash + 1);
  return (
    endpointProblem('start', start, start.startsWith('P')) ??
    endpointProblem('end', end, !start.startsWith('P') && end.startsWith('P'))
  );
}

function endpointProblem(
  which: 'start' | 'end',
  text: string,
  isDuration: boolean,
): string | undefined {
  const problem = isDuration ? durationProblem(text) : dateTimeProblem(text);
  const kind = isDuration ? 'duration' : 'date-time';
  return problem && `invalid ${which} ${kind}: ${problem}`;
}
