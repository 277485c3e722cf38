import type {
  ActionContext,
  InstallOptions,
  Release,
  RollbackOptions,
  TestOptions,
  UninstallOptions,
  UninstallResult,
  UpgradeOptions,
} from '@backstage-gitops/helm-release';

/** The actions of Helm that the controller calls. */
export interface HelmActions {
  install(context: ActionContext, options: InstallOptions): Promise<Release>;
  upgrade(context: ActionContext, options: UpgradeOptions): Promise<Release>;
  rollback(context: ActionContext, options: RollbackOptions): Promise<Release>;
  uninstall(
    context: ActionContext,
    options: UninstallOptions,
  ): Promise<UninstallResult>;
  testRelease(context: ActionContext, options: TestOptions): Promise<Release>;
}
