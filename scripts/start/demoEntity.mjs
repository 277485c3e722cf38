/** How long the catalog may take for the demo's entities before nobody waits for them. */
const CATALOG_TIMEOUT_MS = 15_000;
const ENTITY = '/api/catalog/entities/by-name/component/default/podinfo';

async function guestToken(url) {
  const answer = await fetch(`${url}/api/auth/guest/refresh`);
  const { backstageIdentity } = await answer.json();
  return backstageIdentity.token;
}

async function hasEntity(url) {
  try {
    const headers = { Authorization: `Bearer ${await guestToken(url)}` };
    return (await fetch(`${url}${ENTITY}`, { headers })).ok;
  } catch {
    return false;
  }
}

/**
 * The backend is ready a second before its catalog has read the demo's
 * entities; a page opened in between says that there is none. Resolves without
 * them as well, for a portal whose settings leave them out.
 * @param baseUrl - of the portal, on localhost
 */
export async function waitForDemoEntity(baseUrl) {
  const url = baseUrl.replace('localhost', '127.0.0.1');
  const deadline = Date.now() + CATALOG_TIMEOUT_MS;
  while (!(await hasEntity(url)) && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
