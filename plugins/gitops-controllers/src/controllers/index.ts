import type { ControllerModule } from '../host/module';
import { alertController } from './alert';
import { gitRepositoryController } from './gitrepository';
import { helmChartController } from './helmchart';
import { helmReleaseController } from './helmrelease';
import { helmRepositoryController } from './helmrepository';
import { imagePolicyController } from './imagepolicy';
import { imageRepositoryController } from './imagerepository';
import { imageUpdateAutomationController } from './imageupdateautomation';
import { kustomizationController } from './kustomization';
import { ociRepositoryController } from './ocirepository';
import { receiverController } from './receiver';

/** Every controller, sources first. */
export const CONTROLLERS: readonly ControllerModule[] = [
  gitRepositoryController,
  ociRepositoryController,
  helmRepositoryController,
  helmChartController,
  kustomizationController,
  helmReleaseController,
  imageRepositoryController,
  imagePolicyController,
  imageUpdateAutomationController,
  receiverController,
  alertController,
];
