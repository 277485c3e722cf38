import { IncomingMessage } from 'http';
import { Resource } from '../../resources/Resource';
import { RequestInfo } from '../RequestInfo';

/** A request on a known resource. */
export interface ResourceCall {
  readonly info: RequestInfo;
  readonly resource: Resource;
  readonly request: IncomingMessage;
  /** Warning headers of the reply. */
  readonly warnings: string[];
  /** Throws 403 unless the user may also do `verb`. */
  readonly requireVerb: (verb: string) => void;
}
