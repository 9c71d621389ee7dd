/** `demo` means `local/demo`, the owner of repositories on the built-in hosting. */
export function fullRepositoryName(name: string): string {
  return name.includes('/') ? name : `local/${name}`;
}

/** The parameters of a repository's routes. */
export function repositoryParams(name: string): { owner: string; name: string } {
  const [owner = '', ...rest] = fullRepositoryName(name).split('/');
  return { owner, name: rest.join('/') };
}
