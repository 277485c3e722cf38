/** Lines that are meant to differ, and why. */
const KNOWN = [];

/** Whether a line of the output of a command is meant to differ. */
export function knownLine(command, text) {
  return KNOWN.some(
    ({ commands, lines }) => commands.test(command) && lines.test(text),
  );
}
