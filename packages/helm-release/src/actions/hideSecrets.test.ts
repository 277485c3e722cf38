import { requireTrialForHiding } from './renderRelease';

describe('requireTrialForHiding', () => {
  it('hides nothing of what is applied', () => {
    expect(() => requireTrialForHiding({ hideSecrets: true })).toThrow(
      'hiding Kubernetes secrets requires a dry-run mode',
    );
  });

  it.each(['client', 'server'] as const)('lets a trial %s hide', dryRun => {
    expect(() =>
      requireTrialForHiding({ dryRun, hideSecrets: true }),
    ).not.toThrow();
  });
});
