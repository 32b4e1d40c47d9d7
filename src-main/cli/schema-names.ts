/** Documents whose JSON Schema `opendems schema` prints. */
export const SCHEMA_NAMES = ['recipe', 'results', 'sample', 'profile', 'run', 'info', 'truth', 'mapping'] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];
