import { YamlError, YamlErrorCode } from '../errors';

/** Whose rules apply: yaml.v3, or yaml.v2 under sigs.k8s.io/yaml. */
export type Dialect = 'yaml.v3' | 'sigs';

/** Where something went wrong; lines are 0-based. */
interface Fault {
  stage: 'scanner' | 'parser';
  problem: string;
  problemLine: number;
  /** Line of the construct that was being read; 0 if there is none. */
  contextLine?: number;
  column?: number;
  code?: YamlErrorCode;
}

/**
 * Makes the error for a fault, with the line number that the Go libraries
 * print: yaml.v3 names the construct, yaml.v2 the offending line; the first
 * line of a document is not named, and a parser error counts from zero.
 */
export function faultError(fault: Fault, dialect: Dialect): YamlError {
  const line = dialect === 'sigs' ? lineInV2(fault) : lineInV3(fault);
  const where = line === 0 ? '' : `line ${line}: `;
  return new YamlError(
    fault.code ?? 'SYNTAX',
    `yaml: ${where}${fault.problem}`,
    fault.problemLine + 1,
    fault.column,
  );
}

function lineInV3({ stage, contextLine = 0, problemLine }: Fault): number {
  const line = contextLine || problemLine;
  return line !== 0 && stage === 'scanner' ? line + 1 : line;
}

function lineInV2({ stage, contextLine = 0, problemLine }: Fault): number {
  if (problemLine === 0) {
    return contextLine;
  }
  return stage === 'scanner' ? problemLine + 1 : problemLine;
}
