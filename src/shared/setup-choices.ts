/** Which values file of a chart lies over values.yaml; `default`: none. Apart from its users: the help needs no more. */
export const profiles = ['default', 'dev', 'test'] as const;
export type Profile = (typeof profiles)[number];

/** What starts k3s with the machine; `none`: a supervisor of our own. */
export const initSystems = ['systemd', 'openrc', 'none'] as const;
export type InitSystem = (typeof initSystems)[number];
