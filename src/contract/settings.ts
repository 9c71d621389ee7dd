import { z } from 'zod';
import { repositoryNameSchema } from './views.ts';

/** Longest value of a secret or variable in bytes of UTF-8: GitHub's limit. */
const maxSettingBytes = 48 * 1024;

/**
 * Name of a secret or variable by GitHub's rules; kept in upper case, as names there ignore case. `GITHUB_TOKEN` and its
 * kin are the platform's own.
 */
export const settingNameSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and _, and not begin with a digit')
  .refine((name) => !/^GITHUB_/i.test(name), 'must not begin with GITHUB_')
  .transform((name) => name.toUpperCase());

export const settingValueSchema = z
  .string()
  .min(1, 'must not be empty')
  .refine((value) => Buffer.byteLength(value) <= maxSettingBytes, `must not be larger than ${maxSettingBytes} bytes`);

const ownerSchema = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be the owner of repositories');
const environmentSchema = z.string().trim().min(1).max(255);

/** What a secret or variable belongs to: an owner and all its repositories, a repository, or an environment of one. */
export const settingScopeSchema = z
  .strictObject({
    owner: ownerSchema.optional(),
    repository: repositoryNameSchema.optional(),
    environment: environmentSchema.optional(),
  })
  .refine((scope) => (scope.owner === undefined) !== (scope.repository === undefined), 'name an owner or a repository')
  .refine(
    (scope) => scope.environment === undefined || scope.repository !== undefined,
    'an environment belongs to a repository',
  );
export type SettingScope = z.infer<typeof settingScopeSchema>;

/** A secret as anybody may see it: never with its value. */
export const secretViewSchema = z.object({ name: z.string(), updatedAt: z.number().int() });

export const variableViewSchema = secretViewSchema.extend({ value: z.string() });
