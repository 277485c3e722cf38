/**
 * Which addresses connections may go to. Rules are IP addresses
 * (`169.254.169.254`), ranges (`10.0.0.0/8`, `fe80::/10`) and host names
 * (`git.example.com`; `*.example.com` for all names below it).
 */
export interface NetworkPolicy {
  /** What is refused. */
  readonly deny: readonly string[];
  /**
   * What is reached all the same. A host name here allows the host whatever
   * its addresses are.
   */
  readonly allow: readonly string[];
}

/**
 * Refuses what no download has business with: addresses that are no host's,
 * link-local ones, and those where clouds serve the credentials of a machine.
 * Loopback and private networks are allowed, as clusters live there.
 */
export const DEFAULT_NETWORK_POLICY: NetworkPolicy = {
  deny: [
    '0.0.0.0/8', // this host: Linux connects to loopback
    '::/128',
    '169.254.0.0/16', // link-local: metadata of AWS, Azure, Google, OpenStack, Oracle
    'fe80::/10',
    '224.0.0.0/4', // multicast
    'ff00::/8',
    '255.255.255.255/32', // broadcast
    'fd00:ec2::/32', // metadata of AWS over IPv6
    'fd20:ce::254/128', // of Google over IPv6
    '100.100.100.200/32', // of Alibaba
    '168.63.129.16/32', // of Azure: the host of the virtual machine
    '192.0.0.192/32', // of Oracle
  ],
  allow: [],
};

/** Refuses nothing: for addresses that the administrator gives. */
export const OPEN_NETWORK_POLICY: NetworkPolicy = { deny: [], allow: [] };

/** The default policy, with rules added to its lists. */
export function extendNetworkPolicy({
  deny,
  allow,
}: NetworkPolicy): NetworkPolicy {
  return {
    deny: [...DEFAULT_NETWORK_POLICY.deny, ...deny],
    allow: [...DEFAULT_NETWORK_POLICY.allow, ...allow],
  };
}
