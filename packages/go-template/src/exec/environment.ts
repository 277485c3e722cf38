import type { GoValue } from '../values/goValue';

/** Source of random bytes; pass a seeded one to make a rendering repeatable. */
export type RandomSource = (length: number) => Uint8Array;

/**
 * Reads a cluster object for `lookup`. An empty `name` asks for a list. A
 * missing object is an empty Map.
 */
export type LookupReader = (
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
) => GoValue;

/** The outside world as templates see it; all of it is passed in. */
export interface Environment {
  /** Milliseconds since the epoch. Default: 0 (1970-01-01). */
  readonly now?: () => number;
  /** IANA name of the local time zone. Default: UTC. */
  readonly timeZone?: string;
  /** Default: functions that need it fail with an error. */
  readonly random?: RandomSource;
  /**
   * Makes an RSA key of that many bits as PKCS #1 PEM (`BEGIN RSA PRIVATE
   * KEY`), for hosts with fast native arithmetic. Default: made here from
   * `random`, about a second of work for the 4,096 bits of `genPrivateKey`.
   */
  readonly generateRsaKey?: (bits: number) => string;
  /** Default: every lookup answers an empty map, as `helm template` does. */
  readonly lookup?: LookupReader;
  /** Lint mode: required and fail give an empty string. Default false. */
  readonly lint?: boolean;
}
