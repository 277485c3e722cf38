export { answer, isSame } from './answer';
export type { Answer, Mode, Question } from './answer';
export { RandomExpressions } from './RandomExpressions';
