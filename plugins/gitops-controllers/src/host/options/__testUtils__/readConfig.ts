import { ConfigReader } from '@backstage/config';
import { CONTROLLERS } from '../../../controllers';
import { readConfigOptions } from '../readConfigOptions';

/** Options of an app-config with this below `gitops`. */
export const readGitops = (gitops: object) =>
  readConfigOptions(new ConfigReader({ gitops } as never), CONTROLLERS);

/** Options of an app-config with this below `gitops.controllers`. */
export const readConfig = (controllers: object) => readGitops({ controllers });
