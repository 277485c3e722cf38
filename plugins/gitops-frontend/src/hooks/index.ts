export * from './useActions';
export * from './useEntityName';
export * from './useGitOpsObjects';
export * from './useKeys';
export * from './useNow';
export * from './useRowFocus';
export * from './useTexts';
export * from './useViewState';
