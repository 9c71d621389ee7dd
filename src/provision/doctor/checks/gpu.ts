import { both, type Check, type Finding, fail, ok, warn } from '../check.ts';
import type { Machine } from '../machine.ts';

const nvidia = '0x10de';

/** PCI classes of display and 3D controllers begin so. */
const display = '0x03';

/**
 * A DGX Spark's GB10 has memory in common with the processor, which the NVIDIA device plugin understands from 0.17.4 on
 * (NVIDIA/gpu-operator#1794). `pinned` is the image of infra/k3s/nvidia.
 */
export function gpuCheck(pinned: string | null): Check {
  return { name: 'GPU', purposes: both, look: (machine) => lookAt(machine, pinned) };
}

async function lookAt(machine: Machine, pinned: string | null): Promise<Finding> {
  const models = await modelsOf(machine);
  if (models.length === 0) return withoutDriver(machine);
  const seen = models.join(', ');
  const toolkit = await machine.program('nvidia-container-runtime');
  if (toolkit === null) {
    return warn(
      `${seen}, without the NVIDIA container toolkit`,
      'Install nvidia-container-toolkit before `setup`, so that k3s finds it and makes the RuntimeClass nvidia.',
    );
  }
  const unified = models.some((model) => /GB10\b/.test(model));
  if (!unified) return ok(`${seen}, with the container toolkit`);
  if (pinned !== null && isOlder(pinned, [0, 17, 4])) {
    return fail(
      `${seen}, but the pinned device plugin ${pinned} does not know unified memory`,
      'Pin v0.17.4 or newer in infra/k3s/nvidia and infra/components.yaml.',
    );
  }
  return ok(
    `${seen} with unified memory, with the container toolkit${pinned === null ? '' : `, device plugin ${pinned}`}`,
  );
}

/** Names of the GPUs that the driver sees. */
async function modelsOf(machine: Machine): Promise<string[]> {
  const folder = '/proc/driver/nvidia/gpus';
  const texts = await Promise.all(
    (await machine.list(folder)).map((id) => machine.read(`${folder}/${id}/information`)),
  );
  return texts.map((text) => /^Model:\s*(.+)$/m.exec(text ?? '')?.[1]?.trim() ?? 'an NVIDIA GPU');
}

async function withoutDriver(machine: Machine): Promise<Finding> {
  const folder = '/sys/bus/pci/devices';
  for (const device of await machine.list(folder)) {
    const vendor = (await machine.read(`${folder}/${device}/vendor`))?.trim();
    const kind = (await machine.read(`${folder}/${device}/class`))?.trim();
    if (vendor === nvidia && kind?.startsWith(display)) {
      return warn(`an NVIDIA GPU at ${device}, without its driver`, 'Install the driver, or leave the class gpu out.');
    }
  }
  return ok('none; jobs with `runs-on: gpu` are refused');
}

function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  for (const [index, wanted] of than.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
