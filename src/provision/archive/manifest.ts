import { z } from 'zod';

/** The last file of an archive but one; `manifest.sha256` after it holds its checksum. */
export const manifestName = 'manifest.json';
export const manifestSumName = 'manifest.sha256';

const fileSchema = z.strictObject({
  name: z.string().min(1).refine(isInside, 'must be a relative path that stays inside'),
  /** Bytes. */
  size: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ArchivedFile = z.infer<typeof fileSchema>;

/** What an archive says of itself. `about` depends on the kind and is checked by its reader. */
export const manifestSchema = z.strictObject({
  format: z.literal('raibid-archive/1'),
  kind: z.enum(['backup', 'bundle']),
  /** Milliseconds since 1970. */
  createdAt: z.number().int(),
  /** Version of raibid-ci that wrote it. */
  writtenBy: z.string(),
  about: z.record(z.string(), z.json()),
  folders: z.array(z.string().refine(isInside, 'must be a relative path that stays inside')),
  files: z.array(fileSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** No absolute path, no `..`: what is unpacked stays below its folder. */
function isInside(path: string): boolean {
  return !path.startsWith('/') && path.split('/').every((part) => part !== '' && part !== '..' && part !== '.');
}
