import { DecodeV3 } from './values/decodeV3';
import { DecodeSigs } from './values/decodeSigs';
import { YamlNode } from './node';
import { DecodeOptions } from './options';
import { Composer } from './read/composer';

/**
 * Gives the value of a node, or of the first document of a text. Without a
 * document the value is `null`.
 * @throws YamlError - not YAML; `DUPLICATE_KEY`; `ALIAS`: expansion out of
 *   proportion; `TYPE`. With `sigs` the texts are those of
 *   sigs.k8s.io/yaml: `error converting YAML to JSON: yaml: line 2: …`
 */
export function decode(
  source: string | Uint8Array | YamlNode,
  options: DecodeOptions = {},
): unknown {
  const decoder =
    options.dialect === 'sigs'
      ? new DecodeSigs(options)
      : new DecodeV3(options);
  return decoder.run(() => readSource(source, options));
}

function readSource(
  source: string | Uint8Array | YamlNode,
  options: DecodeOptions,
): YamlNode | undefined {
  if (typeof source === 'string' || source instanceof Uint8Array) {
    return new Composer(source, options, options.dialect).nextDocument();
  }
  return source;
}
