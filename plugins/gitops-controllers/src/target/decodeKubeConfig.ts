import { decode } from '@backstage-gitops/go-yaml';

/** A kubeconfig holds something that is not allowed, or is no kubeconfig. */
export class KubeConfigError extends Error {
  override readonly name = 'KubeConfigError';

  constructor(
    readonly code: 'malformed' | 'not-inline' | 'not-allowed',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** A mapping of a kubeconfig. */
export type Fields = Readonly<Record<string, unknown>>;

/** Text of a kubeconfig. Plain data, for a worker. */
interface KubeConfigText {
  readonly text: string;
}

/** Whether a value is a mapping. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the text of a kubeconfig, which may take long for a large one.
 * @throws KubeConfigError - `malformed`: it is no YAML, or not a mapping
 */
export async function decodeKubeConfig({
  text,
}: KubeConfigText): Promise<Fields> {
  let value: unknown;
  try {
    value = decode(text, { dialect: 'sigs' });
  } catch (cause) {
    throw new KubeConfigError('malformed', 'the kubeconfig is not valid YAML', {
      cause,
    });
  }
  if (!isFields(value)) {
    throw new KubeConfigError('malformed', 'the kubeconfig is not a mapping');
  }
  return value;
}
