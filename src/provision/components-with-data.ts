/** Components that keep data: each has a backup, and none is taken away without one. */
export const componentsWithData: readonly string[] = ['redis', 'gitea', 'server'];
