import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The image that the demo's policy chooses from, and the tag that Git begins with. */
const IMAGE = 'podinfo';
const FIRST_TAG = '6.9.1';

const CONFIG = Buffer.from('{}');

/** An image without layers, which is all that a scan of its tags needs. */
function emptyImage() {
  const digest = `sha256:${createHash('sha256').update(CONFIG).digest('hex')}`;
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest,
      size: CONFIG.length,
    },
    layers: [],
  });
  return { config: CONFIG, digest, manifest, mediaType };
}

/** Pushes the image by a tag to a registry, as `docker push` does. */
export async function pushImage(host, tag) {
  const { config, digest, manifest, mediaType } = emptyImage();
  const base = `http://${host}/v2/${IMAGE}`;
  const upload = await ask(`${base}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(upload.headers.get('location'), base);
  location.searchParams.set('digest', digest);
  await ask(location, { method: 'PUT', body: config });
  await ask(`${base}/manifests/${tag}`, {
    method: 'PUT',
    body: manifest,
    headers: { 'content-type': mediaType },
  });
}

async function ask(url, init) {
  const response = await fetch(url, init);
  if (response.ok) return response;
  throw new Error(`${init.method} ${url}: ${response.status}`);
}

/**
 * Starts the demo's registry, in memory, with the tag that Git begins with. Its
 * `host:port` stands in the file `registry` of the folder.
 * @param options.startRegistry - that of @backstage-gitops/oci
 * @param options.onPush - called with each push of a tag by somebody else
 */
export async function startDemoRegistry({
  startRegistry,
  folder,
  port,
  onPush,
}) {
  const registry = await startRegistry({ port });
  await pushImage(registry.host, FIRST_TAG);
  registry.intercept = ({ method, url = '' }) => {
    if (method === 'PUT' && url.includes('/manifests/')) onPush();
    return false;
  };
  writeFileSync(join(folder, 'registry'), registry.host);
  return registry;
}
