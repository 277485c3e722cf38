/** Media type of the config of a Flux artifact. */
export const FLUX_CONFIG_TYPE = 'application/vnd.cncf.flux.config.v1+json';
/** Media type of the layer of a Flux artifact: a tar archive in gzip. */
export const FLUX_CONTENT_TYPE =
  'application/vnd.cncf.flux.content.v1.tar+gzip';
