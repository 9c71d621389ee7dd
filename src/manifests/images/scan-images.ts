import { RaibidError } from '../../shared/errors.ts';
import { findTool, runTool, type ToolOptions } from '../sources/run-tool.ts';

export interface ScanResult {
  image: string;
  /** False when the scanner found something of the wanted severity, or could not scan. */
  ok: boolean;
  text: string;
}

/** How each scanner is asked to fail on known holes. */
const scanners = [
  {
    tool: 'trivy',
    args: (image: string) => ['image', '--quiet', '--exit-code', '1', '--severity', 'HIGH,CRITICAL', image],
  },
  { tool: 'grype', args: (image: string) => ['--quiet', '--fail-on', 'high', image] },
];

/** Scans images one after the other with trivy or grype, whichever is there. Throws `tool_missing`. */
export async function* scanImages(images: readonly string[], options: ToolOptions): AsyncGenerator<ScanResult> {
  const found = scanners
    .map((scanner) => ({ ...scanner, file: findTool(scanner.tool, options.env.PATH) }))
    .find((scanner) => scanner.file !== undefined);
  if (found?.file === undefined) {
    throw new RaibidError('tool_missing', 'neither trivy nor grype is installed, so images cannot be scanned', {
      hint: 'Install trivy (https://trivy.dev) or grype.',
    });
  }
  for (const image of images) {
    const { ok, stdout, stderr } = await runTool(found.file, found.args(image), options);
    yield { image, ok, text: stdout.trim() || (ok ? '' : stderr) };
  }
}
