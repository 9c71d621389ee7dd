/** What the path sets up: all of infra/components.yaml but Flux, whose controllers are not all to be had here. */
export const components = ['k3s', 'redis', 'gitea', 'keda', 'server', 'agents'];
