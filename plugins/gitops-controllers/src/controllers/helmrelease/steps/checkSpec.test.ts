import type { HelmReleaseContext } from '../types';
import { checkSpec } from './checkSpec';

const check = (current: string) =>
  checkSpec({
    object: {
      spec: {
        healthCheckExprs: [
          { apiVersion: 'a.example.com/v1', kind: 'A', current },
        ],
      },
    },
  } as unknown as HelmReleaseContext);

describe('checkSpec', () => {
  it('HR-35 gives the expressions by the kind that they judge', () => {
    expect([...check('status.ready == true').keys()]).toEqual([
      'a.example.com/A',
    ]);
  });

  it('HR-35 stalls on an expression that is none, and leaves the prefix out of the event', () => {
    const reason =
      /^failed to create custom status evaluator for healthchecks\[0\]: failed to parse the expression Current: /;
    let thrown: unknown;
    try {
      check('status.');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      name: 'StalledError',
      reason: 'InvalidCELExpression',
      message: expect.stringMatching(
        /^Reconciliation failed terminally due to configuration error: failed to create/,
      ),
      eventMessage: expect.stringMatching(reason),
    });
  });
});
