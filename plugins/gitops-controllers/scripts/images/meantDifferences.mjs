/**
 * Whether what differs is meant: templates of the earlier generation, which
 * ours renders and Flux refuses.
 */
export function meant(mine, theirs, { spec }) {
  return Boolean(spec.git?.commit.messageTemplate?.includes('.Updated'));
}
