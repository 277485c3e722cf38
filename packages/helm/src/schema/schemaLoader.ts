/**
 * Reads a schema that another one names by URL (`$ref`, `$schema`).
 * @returns its JSON text; undefined when there is none
 */
export type SchemaLoader = (url: string) => string | undefined;
