/** Where runs wait while an action is under way: so many of one namespace at once. */
export const RELEASES = { on: 'releases', atOnce: 32 };
