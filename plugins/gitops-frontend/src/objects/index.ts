export * from './filterObjects';
export * from './findObject';
export * from './isHidden';
export * from './mostRelevant';
export * from './revisions';
export * from './sinceOf';
export * from './staleSince';
