const FORM =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?\s*(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A YAML timestamp as Go's time.Time is written in JSON (RFC 3339 with as many
 * fractional digits as needed): `2020-01-01` becomes `2020-01-01T00:00:00Z`.
 */
export function timestampText(text: string): string {
  const match = FORM.exec(text);
  if (match === null) return text;
  const two = (part: string | undefined) => (part ?? '0').padStart(2, '0');
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const digits = (fraction ?? '').slice(0, 9).replace(/0+$/, '');
  const offset = zone === undefined || /^[+-]00:00$/.test(zone) ? 'Z' : zone;
  return (
    `${year}-${two(month)}-${two(day)}` +
    `T${two(hour)}:${two(minute)}:${two(second)}${
      digits === '' ? '' : `.${digits}`
    }${offset}`
  );
}
