import { z } from 'zod';
import { randomId } from '../../shared/ids.ts';
import type { ComponentContext } from '../context.ts';
import { withGitea } from './gitea-api.ts';

const tokensSchema = z.array(z.object({ id: z.number(), name: z.string() }));
const tokenSchema = z.object({ sha1: z.string() });

/**
 * A new access token of Gitea's administrator. Older ones of the same purpose end: only the Secret that is about to be
 * written would have held them.
 */
export function makeAccessToken(
  context: ComponentContext,
  purpose: string,
  scopes: readonly string[],
): Promise<string> {
  return withGitea(context, async ({ call, username }) => {
    const path = `/users/${username}/tokens`;
    for (const { id, name } of tokensSchema.parse(await call('GET', path))) {
      if (name.startsWith(`${purpose}-`)) await call('DELETE', `${path}/${id}`);
    }
    const made = await call('POST', path, { name: `${purpose}-${randomId()}`, scopes });
    return tokenSchema.parse(made).sha1;
  });
}
