import { RaibidError } from '../../../shared/errors.ts';
import type { InitSystem } from '../../../shared/setup-choices.ts';
import { runProgram } from '../../tools/run-program.ts';
import type { Service, ServiceInput } from './port.ts';
import { supervisedService } from './supervised-service.ts';

const kinds: Record<InitSystem, (input: ServiceInput) => Service> = {
  systemd: systemdService,
  openrc: openrcService,
  none: supervisedService,
};

/** The service for an init system. */
export function serviceOf(init: InitSystem, input: ServiceInput): Service {
  return kinds[init](input);
}

function systemdService({ context }: ServiceInput): Service {
  const systemctl = (...words: string[]) => run(context, 'systemctl', words);
  return {
    isRunning: async () => (await runProgram('systemctl', ['is-active', '--quiet', 'k3s'], context)).code === 0,
    async restart() {
      await systemctl('daemon-reload');
      await systemctl('enable', 'k3s');
      // The unit is of type notify: this waits until k3s says that it is up, for ever if it never does.
      await systemctl('restart', '--no-block', 'k3s');
    },
    stop: async () => {
      await runProgram('systemctl', ['disable', '--now', 'k3s'], context);
    },
    logHint: 'Look at `journalctl -u k3s -n 100`.',
  };
}

function openrcService({ context }: ServiceInput): Service {
  return {
    isRunning: async () => (await runProgram('rc-service', ['k3s', 'status'], context)).code === 0,
    async restart() {
      await run(context, 'rc-update', ['add', 'k3s', 'default']);
      await run(context, 'rc-service', ['k3s', 'restart']);
    },
    stop: async () => {
      await runProgram('rc-service', ['k3s', 'stop'], context);
      await runProgram('rc-update', ['delete', 'k3s', 'default'], context);
    },
    logHint: 'Look at /var/log/k3s.log.',
  };
}

async function run(context: ServiceInput['context'], program: string, words: string[]): Promise<void> {
  const { code, stderr } = await runProgram(program, words, context);
  if (code === 0) return;
  throw new RaibidError('provision_failed', `${program} ${words.join(' ')} failed: ${stderr.trim()}`);
}
