/**
 * Kubernetes client layer: client, informers, work queue, controllers,
 * server-side apply, status.
 *
 * @packageDocumentation
 */
export * from './api/types';
export * from './api/errors';
export * from './api/clock';
export * from './api/duration';
export * from './api/logger';
export { untilAborted } from './api/untilAborted';
export { KubeClient } from './client/KubeClient';
export type { ApiServer, ClientCredential } from './client/ApiServer';
export { collectionPath, objectPath } from './client/paths';
export type {
  ApplyOptions,
  CallOptions,
  ClientIdentity,
  ConnectionGuard,
  DeleteOptions,
  KubeClientOptions,
  ListOptions,
  PatchType,
  WatchOptions,
  WriteOptions,
} from './client/options';
export type {
  Impersonation,
  OnRequest,
  TransportRequest,
} from './client/Transport';
export type { ResourceInfo, RestMapper } from './client/RestMapper';
export { LabelSelectorError, parseLabelSelector } from './labels/LabelSelector';
export { Store, UnknownIndexError, keyOf } from './informer/Store';
export type { Indexer } from './informer/Store';
export { Informer } from './informer/Informer';
export type { InformerOptions } from './informer/Informer';
export type { InformerHandler } from './informer/HandlerSet';
export type {
  InformerProblem,
  InformerProblemReason,
} from './informer/InformerProblem';
export { SharedInformers } from './informer/SharedInformers';
export type {
  InformerHandle,
  InformerScope,
  SharedInformersOptions,
} from './informer/SharedInformers';
export { stripManagedFields } from './informer/stripManagedFields';
export { FairQueue } from './workqueue/FairQueue';
export { WorkQueue } from './workqueue/WorkQueue';
export type { Trigger, WorkQueueOptions } from './workqueue/WorkQueue';
export * from './manager/annotations';
export * from './manager/errors';
export * from './manager/types';
export * from './status/conditions';
export { Controller } from './manager/Controller';
export type { ControllerOptions } from './manager/Controller';
export type { WaitPlace } from './manager/RunPermit';
export * from './manager/metrics';
export * from './manager/summarize';
export { EventRecorder } from './events/EventRecorder';
export type {
  EventRecorderOptions,
  RecordedEvent,
} from './events/EventRecorder';
export { createMergePatch, equalJson } from './status/mergePatch';
export * from './status/kstatus';
export * from './apply/inventory';
export { compareForApply, stageOf } from './apply/order';
export { matchesAny } from './apply/selectors';
export type { MetadataSelector } from './apply/selectors';
export { normalizeObject } from './apply/normalize';
export { createCleanupPatch } from './apply/takeover';
export type { CleanupOptions, ManagerSelector } from './apply/takeover';
export type { IgnoreRule } from './apply/ignoreRules';
export { AppliedObjectCache } from './apply/AppliedObjectCache';
export * from './apply/changeSet';
export * from './apply/errors';
export { forEachLimited } from './apply/forEachLimited';
export { ResourceManager } from './apply/ResourceManager';
export type {
  ApplySetOptions,
  Drift,
  ResourceManagerOptions,
} from './apply/options';
export type { DeleteSetOptions, DeleteSetResult } from './apply/Remover';
export type { AppliedSet } from './apply/ForeignChanges';
export * from './apply/waitForHealthy';
export { Lease } from './lease/Lease';
export type { LeaseOptions } from './lease/Lease';
export { CelError, CelExpression } from './cel/CelExpression';
export type { CelExpressionOptions } from './cel/CelExpression';
export { Budget as CelBudget } from '@backstage-gitops/cel';
