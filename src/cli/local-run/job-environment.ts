/** Variables of the user's environment that steps of a local run start with: the way to tools, caches and proxies. */
const passedOn =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|SSH_AUTH_SOCK|(HTTP|HTTPS|NO|ALL)_PROXY|XDG_[A-Z_]+|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS)$/i;

/** What of the environment reaches the steps; everything else, tokens above all, stays outside. */
export function jobEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]): [string, string][] =>
      value !== undefined && passedOn.test(name) ? [[name, value]] : [],
    ),
  );
}
