/** Where git and its helpers are looked for. */
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The whole environment of every git that the server starts. Nothing is inherited: a `GIT_DIR` or `GIT_CONFIG_*` of
 * the server's own shell, or the configuration of its user or machine, cannot change what git does here.
 */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: path,
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

/**
 * Settings that hold for every repository, given on the command line so that they outrank the repository's own file.
 * `core.fsync` and its method put a push on the disk before it is answered: git leaves loose objects out by default
 * (git-config(1), core.fsync).
 */
const settings: Record<string, string> = {
  'core.hooksPath': '/dev/null',
  'core.fsync': 'committed,loose-object',
  'core.fsyncMethod': 'batch',
  'transfer.fsckObjects': 'true',
  'receive.fsckObjects': 'true',
  'receive.autogc': 'false',
  /** Refs of pull requests are the server's own. */
  'receive.hideRefs': 'refs/pull',
  'uploadpack.allowFilter': 'true',
  /** Jobs fetch their commit by name, also after a force-push took it off every branch. */
  'uploadpack.allowAnySHA1InWant': 'true',
  'gc.auto': '0',
};

/** `-c name=value` for each setting, for the repository in `folder` and with further settings. */
export function gitSettings(folder: string, more: Record<string, string> = {}): string[] {
  const all = { ...settings, 'safe.directory': folder, ...more };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
