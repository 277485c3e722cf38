export * from './EntityGitOpsCard';
