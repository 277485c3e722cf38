import { Condition, KubeObject, ObjectKey } from '../api/types';

/** Where a controller's measurements go. */
export interface ControllerMetrics {
  reconciled(
    kind: string,
    key: ObjectKey,
    result: string,
    seconds: number,
  ): void;
  conditions(object: KubeObject, conditions: readonly Condition[]): void;
  suspended(object: KubeObject, isSuspended: boolean): void;
  gone(object: KubeObject): void;
}

/** Measures nothing. */
export const noMetrics: ControllerMetrics = {
  reconciled() {},
  conditions() {},
  suspended() {},
  gone() {},
};
