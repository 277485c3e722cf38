import { invalid } from '../../errors/ApiError';
import { FieldError } from '../../errors/FieldError';
import { isObject, JsonObject } from '../../json';
import { FieldValidation } from '../../objects/decodeObject';
import { DeleteOptions } from '../../objects/deletion';
import { WriteOptions } from '../../objects/ownership';
import { Body } from '../body';
import { RequestInfo } from '../RequestInfo';
import { ResourceCall } from './ResourceCall';

const MAX_MANAGER_LENGTH = 128;

/** The write options of the query. @throws ApiError - 422, a value that is not allowed */
export function writeOptions(call: ResourceCall, body?: Body): WriteOptions {
  const { info, request, warnings } = call;
  const fieldValidation = (info.query.get('fieldValidation') ||
    'Warn') as FieldValidation;
  const manager =
    info.query.get('fieldManager') ||
    defaultManager(request.headers['user-agent']);
  if (manager.length > MAX_MANAGER_LENGTH) {
    const detail = `may not be more than ${MAX_MANAGER_LENGTH} bytes`;
    const field = new FieldError(
      'FieldValueTooLong',
      'fieldManager',
      manager,
      detail,
    );
    throw invalid({ group: 'meta.k8s.io', resource: 'PatchOptions' }, '', [
      field,
    ]);
  }
  return {
    fieldManager: manager,
    fieldValidation,
    warnings,
    dryRun: isDryRun(info),
    textFaults: body?.textFaults ?? [],
    ...(info.subresource ? { subresource: info.subresource } : {}),
  };
}

function isDryRun(info: RequestInfo): boolean {
  const values = info.query.getAll('dryRun').filter(Boolean);
  const wrong = values.find(value => value !== 'All');
  if (wrong !== undefined) {
    const detail = 'supported values: "All"';
    const field = new FieldError(
      'FieldValueNotSupported',
      'dryRun',
      values,
      detail,
    );
    throw invalid({ group: 'meta.k8s.io', resource: 'CreateOptions' }, '', [
      field,
    ]);
  }
  return values.length > 0;
}

/** The first word of the User-Agent, as the real server names writers that give no name. */
function defaultManager(userAgent: string | undefined): string {
  return (userAgent ?? 'unknown').split('/')[0] || 'unknown';
}

/** The delete options of the body and the query. @throws ApiError - 422, a value that is not allowed */
export function deleteOptions(
  info: RequestInfo,
  body: JsonObject,
): DeleteOptions {
  const propagation = (body.propagationPolicy ??
    info.query.get('propagationPolicy') ??
    undefined) as DeleteOptions['propagation'] | undefined;
  const grace =
    body.gracePeriodSeconds ??
    info.query.get('gracePeriodSeconds') ??
    undefined;
  const orphan = body.orphanDependents ?? undefined;
  const fromOrphan = orphan === true ? 'Orphan' : undefined;
  const dryRun = Array.isArray(body.dryRun) && body.dryRun.length > 0;
  return {
    dryRun: dryRun || isDryRun(info),
    ...(propagation ?? fromOrphan
      ? { propagation: propagation ?? fromOrphan }
      : {}),
    ...(grace !== undefined ? { gracePeriodSeconds: Number(grace) } : {}),
    ...(isObject(body.preconditions)
      ? { preconditions: body.preconditions }
      : {}),
  };
}
