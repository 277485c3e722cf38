import { option } from '../../host/options/schema';

/** Options of connections over SSH. */
export const sshOptions = {
  sshKexAlgos: option.strings({
    flag: 'ssh-kex-algos',
    doc: 'Key exchange algorithms of SSH, most preferred first; empty for the default.',
    default: [],
    valueName: 'NAME,...',
  }),
  sshHostkeyAlgos: option.strings({
    flag: 'ssh-hostkey-algos',
    doc: 'Host key algorithms of SSH, most preferred first; empty for all that known_hosts has keys of.',
    default: [],
    valueName: 'NAME,...',
  }),
};
