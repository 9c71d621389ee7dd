import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';

const minorVersion = z.string().regex(/^\d+\.\d+$/);

const toolSchema = z.strictObject({
  name: z.enum(['helm', 'kubectl']),
  /** What is fetched when none is found. */
  version: z.string().regex(/^v\d+\.\d+\.\d+$/),
  /** Versions that one on the PATH may have: from this one to below that one. */
  from: minorVersion,
  below: minorVersion,
  /** Where it is fetched; `{version}`, `{os}` and `{arch}` are filled in. Its SHA-256 is at the same address with a suffix. */
  address: z.url(),
  /** File inside, when the address is of a tar archive. */
  member: z.string().optional(),
});
const tableSchema = z.looseObject({ tools: z.array(toolSchema) });

/** A program that setup runs, as infra/components.yaml pins it. */
export type Tool = z.infer<typeof toolSchema>;
export type ToolName = Tool['name'];

/** Throws `config_invalid` when infra/components.yaml does not pin the tool. */
export function readTool(infra: string, name: ToolName): Tool {
  const file = join(infra, 'components.yaml');
  const table = tableSchema.safeParse(parse(readFileSync(file, 'utf8')));
  const tool = table.data?.tools.find((each) => each.name === name);
  if (tool !== undefined) return tool;
  const reason = table.success ? `no tool '${name}'` : z.prettifyError(table.error);
  throw new RaibidError('config_invalid', reason, { at: { file } });
}

/** True for a version (`v4.3`, `v1.36.4+k3s1`) from `from` to below `below`. */
export function isAccepted(tool: Pick<Tool, 'from' | 'below'>, version: string): boolean {
  const number = rank(version);
  return number !== null && number >= (rank(tool.from) ?? 0) && number < (rank(tool.below) ?? 0);
}

/** Major and minor version as one number that can be compared. */
function rank(version: string): number | null {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined || minor === undefined ? null : Number(major) * 10_000 + Number(minor);
}
