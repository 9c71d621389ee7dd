import type { Command, CommandArgument } from '../command.ts';

const path: CommandArgument = {
  name: 'path',
  summary: 'Files, folders or patterns (default: this folder)',
  variadic: true,
};

export const imagesCommands: Command[] = [
  {
    name: 'images list',
    summary: 'List every image that manifests and charts run',
    arguments: [path],
    examples: [{ line: 'raibid-cli images list infra/', what: 'List the images of the platform.' }],
    data: true,
    load: () => import('./images/list.ts'),
  },
  {
    name: 'images lock',
    summary: 'Read the digests of images from their registries',
    description:
      'Prints the digest that each tag has now, and with --write puts it into the manifests. A digest that was not read ' +
      'from a registry is never written; images whose registry does not answer are named, and the exit code is 1.',
    arguments: [path],
    options: [
      { flag: 'write', summary: 'Write name:tag@digest into the manifests' },
      { flag: 'insecure-registry', value: 'host', summary: 'Ask this registry by plain http', repeat: true },
    ],
    examples: [{ line: 'raibid-cli images lock --write infra/', what: 'Pin all images to what their tags are now.' }],
    data: true,
    load: () => import('./images/lock.ts'),
  },
  {
    name: 'images scan',
    summary: 'Scan every image for known holes with trivy or grype',
    description: 'Exits 1 when one of them has a hole of severity high or critical.',
    arguments: [path],
    load: () => import('./images/scan.ts'),
  },
];
