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
    name: 'images push',
    summary: 'Push image archives into a registry, such as that of Gitea',
    description:
      'Takes the archives that `npm run images` writes. Archives of one image for several platforms become one image for ' +
      'all of them. Parts that the registry has are not sent again, and the result is read back and compared. The user and ' +
      'password may also come from `docker login`.',
    arguments: [{ name: 'archive', summary: 'Archives in OCI form', required: true, variadic: true }],
    options: [
      { flag: 'registry', value: 'host', summary: 'Host and port of the registry, and /OWNER to replace raibid-ci' },
      { flag: 'username', value: 'name', summary: 'User of the registry' },
      { flag: 'password-stdin', summary: 'Read the password or access token from standard input' },
      { flag: 'password-file', value: 'file', summary: 'Read the password or access token from a file' },
      { flag: 'allow-http', summary: 'Send the password and images unencrypted to another machine' },
    ],
    examples: [
      {
        line: 'raibid-cli images push --registry git.example.org --username ada --password-file token dist-images/*.tar',
        what: 'Push all images that were built.',
      },
    ],
    data: true,
    load: () => import('./images/push.ts'),
  },
  {
    name: 'images scan',
    summary: 'Scan every image for known holes with trivy or grype',
    description: 'Exits 1 when one of them has a hole of severity high or critical.',
    arguments: [path],
    load: () => import('./images/scan.ts'),
  },
];
