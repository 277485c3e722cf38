/** The database of the controllers: the portal's, or one of their own. */
export { DatabaseError } from './errors';
export { ImageTags } from './ImageTags';
export type { ScannedTags } from './ImageTags';
export { LazyDatabase } from './LazyDatabase';
export { databaseFileOf, isServerUrl, openDatabase } from './openDatabase';
export { openPluginDatabase } from './openPluginDatabase';
