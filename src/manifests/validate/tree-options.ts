import type { SchemaCatalog } from '../schema/schema-catalog.ts';
import type { ToolOptions } from '../sources/run-tool.ts';

/** What reading a tree needs: where it is, which programs are there, and the schemas. */
export interface TreeOptions extends ToolOptions {
  catalog: SchemaCatalog;
}
