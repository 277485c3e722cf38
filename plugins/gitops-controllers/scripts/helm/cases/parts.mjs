/** What the cases of several subjects are made of. */

export const core = kind => ({ apiVersion: 'v1', kind });

export const upgradeTo = (version, more = {}) => ({
  name: `upgrade-${version}`,
  version,
  ...more,
});

export const values = (name, content, more = {}) => ({
  ...{ name, values: content },
  ...more,
});

export const again = { name: 'again', request: 'requestedAt' };

/** Waits that fail end soon. */
export const SHORT = { timeout: '6s' };

export const retries = (count, more = {}) => ({
  remediation: { retries: count, ...more },
});
