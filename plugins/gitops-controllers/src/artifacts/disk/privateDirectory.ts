/**
 * Directory inside a disk store for what is not served: the work area and the
 * lock of the process that owns the store.
 */
export const PRIVATE_DIRECTORY = '.gitops';
