/** Removes what a chart has left, definitions and namespaces included; namespaces end meanwhile. */
const POLL_MS = 250;
const WAIT_MS = 60_000;
const sleep = ms => new Promise(done => setTimeout(done, ms));
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };

/**
 * @param side - `client` of its cluster
 * @param left - objects by key
 * @param namespace - that of the release
 */
export async function cleanUp({ client }, left, namespace) {
  const objects = [...(left?.values() ?? [])];
  await Promise.all(
    objects.map(({ apiVersion, kind, metadata }) =>
      client
        .delete({ apiVersion, kind }, metadata)
        // Gone with its definition or its namespace.
        .catch(() => undefined),
    ),
  );
  await client.delete(NAMESPACE, { name: namespace }).catch(() => undefined);
  const wide = objects.filter(({ metadata }) => !metadata.namespace);
  const deadline = Date.now() + WAIT_MS;
  for (const { apiVersion, kind, metadata } of wide) {
    const key = { name: metadata.name };
    while (
      await client.find({ apiVersion, kind }, key).catch(() => undefined)
    ) {
      if (Date.now() > deadline) {
        process.stderr.write(`${kind} ${metadata.name} stays\n`);
        break;
      }
      await sleep(POLL_MS);
    }
  }
}
