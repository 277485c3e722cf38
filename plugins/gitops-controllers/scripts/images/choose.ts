/** What the comparisons of image policies need of the plugin. */
export { readPolicy } from '../../src/controllers/imagepolicy/policy/chooseTag';
