import { z } from 'zod';
import { randomId } from '../../shared/ids.ts';
import type { ComponentContext } from '../context.ts';
import { withGitea } from './gitea-api.ts';

const tokensSchema = z.array(z.object({ id: z.number(), name: z.string() }));
const tokenSchema = z.object({ sha1: z.string() });

/** What somebody needs an access token for. */
export interface AccessTokenUse {
  /** Its names begin with this. */
  purpose: string;
  /** As Gitea calls them. */
  scopes: readonly string[];
}

export interface AccessToken {
  token: string;
  /** Ends all older tokens of the same purpose. */
  endOlder(): Promise<void>;
}

/**
 * A new access token of Gitea's administrator. Older ones of the same purpose end: only the Secret that is about to be
 * written would have held them.
 */
export async function makeAccessToken(context: ComponentContext, use: AccessTokenUse): Promise<string> {
  const { token, endOlder } = await addAccessToken(context, use);
  await endOlder();
  return token;
}

/** The same beside the older ones, which go on until `endOlder`: somebody may work with them. */
export async function addAccessToken(context: ComponentContext, use: AccessTokenUse): Promise<AccessToken> {
  const { purpose, scopes } = use;
  const name = `${purpose}-${randomId()}`;
  const made = await withGitea(context, ({ call, username }) => call('POST', pathOf(username), { name, scopes }));
  return {
    token: tokenSchema.parse(made).sha1,
    endOlder: () => endOthers(context, purpose, name),
  };
}

function endOthers(context: ComponentContext, purpose: string, kept: string): Promise<void> {
  return withGitea(context, async ({ call, username }) => {
    for (const { id, name } of tokensSchema.parse(await call('GET', pathOf(username)))) {
      if (name.startsWith(`${purpose}-`) && name !== kept) await call('DELETE', `${pathOf(username)}/${id}`);
    }
  });
}

function pathOf(username: string): string {
  return `/users/${username}/tokens`;
}
