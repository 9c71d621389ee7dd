import { platformRoutes } from '../../contract/api/platform.ts';
import { agentsAreThere } from '../agents/agents-are-there.ts';
import type { Evidence } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { successOf, withPushedRun } from './pushed-run.ts';

const workflow = `name: setup
on: push
jobs:
  hello:
    runs-on: ubuntu-latest
    steps:
      - run: echo hello from the platform
`;

/** A push into Gitea makes a run by its webhook; where agents are there already, the run ends green. */
export async function verifyServer(context: ComponentContext): Promise<Evidence[]> {
  const hasAgents = await agentsAreThere(context);
  return withPushedRun(context, workflow, async (run) => {
    const { version, store } = await run.client.call(platformRoutes.info);
    const arrived = [
      `raibid-server ${version} answers, with its state in ${store}`,
      `a push into Gitea made a run by its webhook, ${Math.round(run.milliseconds)} ms after it was answered`,
    ];
    if (hasAgents) {
      context.progress('waiting for a run to end');
      await successOf(run, context);
      return [...arrived, 'the run ended green'];
    }
    return arrived;
  });
}
