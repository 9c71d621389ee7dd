/** A platform that images are built for. */
export interface ImagePlatform {
  /** As builders name it. */
  name: string;
  /** As Debian and OCI name the architecture. */
  architecture: 'amd64' | 'arm64';
  /** As Node names it, and the npm package that carries it. */
  node: 'x64' | 'arm64';
  /** As the kernel and qemu name it. */
  machine: 'x86_64' | 'aarch64';
}

const platforms: ImagePlatform[] = [
  { name: 'linux/amd64', architecture: 'amd64', node: 'x64', machine: 'x86_64' },
  { name: 'linux/arm64', architecture: 'arm64', node: 'arm64', machine: 'aarch64' },
];

/** The platform of this machine. */
export function ownPlatform(): ImagePlatform {
  const own = platforms.find(({ node }) => node === process.arch);
  if (!own) throw new Error(`images are built for x86-64 and ARM64; this machine is ${process.arch}`);
  return own;
}

/** `linux/amd64,linux/arm64`; without a text the platform of this machine. */
export function chosenPlatforms(text: string | undefined): ImagePlatform[] {
  if (text === undefined) return [ownPlatform()];
  return text.split(',').map((name) => {
    const found = platforms.find((platform) => platform.name === name.trim());
    if (!found) throw new Error(`no platform is called ${name}: ${platforms.map((each) => each.name).join(', ')}`);
    return found;
  });
}
