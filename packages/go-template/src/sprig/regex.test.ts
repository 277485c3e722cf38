import { runCase } from '../testing/runCase';

describe('regular expressions', () => {
  it.each([
    ['{{ regexMatch "^a+$" "aaa" }}', 'true'],
    ['{{ regexFind "[0-9]+" "ab12cd34" }}', '12'],
    ['{{ regexFindAll "[0-9]" "a1b2c3" 2 }}', '[1 2]'],
    ['{{ regexReplaceAll "(\\\\w)(\\\\w)" "abcd" "$2$1" }}', 'badc'],
    ['{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }}', '-W-xxW-'],
    ['{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W" }}', '---'],
    ['{{ regexReplaceAllLiteral "a" "banana" "$1" }}', 'b$1n$1n$1'],
    ['{{ regexReplaceAll "x*" "baaac" "-" }}', '-b-a-a-a-c-'],
    ['{{ regexSplit "a+" "banana" -1 | len }}', '4'],
    ['{{ regexSplit "," "a,b,c" 2 }}', '[a b,c]'],
    ['{{ regexQuoteMeta "1.5*[x]" }}', '1\\.5\\*\\[x\\]'],
    ['{{ regexMatch "(" "x" }}', 'false'],
    ['{{ regexFind "(?i)HELLO" "say hello" }}', 'hello'],
    ['{{ regexFind "\\\\p{Greek}+" "abc αβγ" }}', 'αβγ'],
  ])('%s', (template, output) => {
    expect(runCase({ template })).toEqual({ output });
  });

  it.each([
    ['{{ regexFind "(?=x)" "x" }}', 'invalid or unsupported Perl syntax'],
    ['{{ mustRegexMatch "[a" "x" }}', 'missing closing ]'],
    ['{{ regexReplaceAll "a**" "x" "" }}', 'invalid nested repetition'],
  ])('%s fails', (template, message) => {
    expect(runCase({ template }).error).toContain(message);
  });

  it('take linear time', () => {
    const template = '{{ regexMatch "(a*)*b" (repeat 20000 "a") }}';
    expect(runCase({ template }).output).toBe('false');
  });
});
