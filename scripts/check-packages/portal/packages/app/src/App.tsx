import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
// README.md: imports

export default createApp({
  features: [catalogPlugin],
});
