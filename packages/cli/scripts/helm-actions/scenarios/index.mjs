import { chartOf, configMap, install, scenario } from './build.mjs';
import { CHARTS } from './charts.mjs';
import { HOOKS } from './hooks.mjs';
import { INSTALLS } from './install.mjs';
import { INVALID } from './invalid.mjs';
import { LARGE } from './large.mjs';
import { PAST } from './past.mjs';
import { UPGRADES } from './upgrade.mjs';
import { WAITS } from './wait.mjs';

/** What is done with both tools. */
export const SCENARIOS = [
  // Those that wait begin first.
  ...WAITS,
  ...HOOKS,
  ...INSTALLS,
  ...UPGRADES,
  ...PAST,
  ...CHARTS,
  ...INVALID,
  ...LARGE,
];

/** In which differences are planted. */
export const PLANTED_IN = scenario('planted', [
  install(chartOf([configMap('one')])),
]);
