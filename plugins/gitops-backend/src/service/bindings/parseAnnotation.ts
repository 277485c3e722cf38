import { InputError } from '@backstage/errors';

/** One item of the entity annotation; no cluster means every cluster that has it. */
export interface AnnotatedDelivery {
  readonly cluster?: string;
  readonly namespace: string;
  readonly name: string;
}

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * Reads `[<cluster>/]<namespace>/<name>`, comma separated.
 * @throws InputError - an item that is not of this form, named in the message
 */
export function parseAnnotation(value: string): AnnotatedDelivery[] {
  return value
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
    .map(item => {
      const parts = item.split('/');
      const [name, namespace, cluster] = [...parts].reverse();
      const isValid =
        (parts.length === 2 || (parts.length === 3 && cluster !== '')) &&
        NAME.test(namespace) &&
        NAME.test(name);
      if (!isValid) {
        throw new InputError(
          `"${item}" is not of the form [<cluster>/]<namespace>/<name>`,
        );
      }
      return { cluster, namespace, name };
    });
}
