import type { ValueChecks } from '../schema/compile-schema.ts';
import { metadataChecks } from './metadata-checks.ts';

/** What the API server's own code checks beyond the schema, by the definition of the catalog that it belongs to. */
export const valueChecks: ValueChecks = {
  ...metadataChecks,
};
