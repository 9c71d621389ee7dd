import type { PlaceOwn } from '../runner/executor/port.ts';

/** What Kubernetes, the shell and our own program put there: it says nothing about the image. */
const notOfTheImage =
  /^(HOME|HOSTNAME|PWD|OLDPWD|SHLVL|_|TERM|NODE_COMPILE_CACHE|KUBERNETES_.*|RAIBID_.*|\w+_(SERVICE|PORT)(_.*)?)$/;

/** What steps in this container start with: the variables of its image and of its pod, and its Node. */
export function ownEnvironment(env: Readonly<Record<string, string | undefined>>, node: string): PlaceOwn {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !notOfTheImage.test(name)) environment[name] = value;
  }
  return { environment, node };
}
