/** The login itself as a header, from `user:password`. */
export function basicLogin(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/**
 * Where the refusal (401) of a registry sends those who want to log in: the address of a token (distribution spec, "token
 * authentication"). `scope` is asked for when the registry names none. Null: the registry takes the login itself.
 */
export function tokenAddress(refusal: Response, scope = ''): URL | null {
  const challenge = refusal.headers.get('www-authenticate') ?? '';
  const parameter = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const realm = parameter('realm');
  if (/^basic/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return null;
  const url = new URL(realm);
  url.searchParams.set('service', parameter('service') ?? '');
  url.searchParams.set('scope', parameter('scope') ?? scope);
  return url;
}

/** The token of an answer, as a header. */
export async function bearerOf(answer: Response): Promise<string> {
  const { token, access_token: access } = (await answer.json()) as { token?: string; access_token?: string };
  return `Bearer ${token ?? access ?? ''}`;
}

/** True for registries on this machine, which are asked by plain http. */
export function isLocal(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
}
