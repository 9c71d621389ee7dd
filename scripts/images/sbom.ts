import { createHash } from 'node:crypto';
import { streamSource } from '../../src/manifests/images/archive/byte-source.ts';
import { tarEntries } from '../../src/manifests/images/archive/tar-entries.ts';
import type { BuilderArchive } from './builder-archive.ts';

/** A piece of software in an image. */
export interface SoftwarePackage {
  name: string;
  version: string;
  /** SPDX expression, where it is known. */
  licence?: string;
  /** Package URL (purl), by which scanners look for known holes. */
  purl: string;
}

const dpkgStatus = 'var/lib/dpkg/status';
const licencesFile = 'usr/local/lib/raibid-ci/dist/THIRD-PARTY-LICENSES.txt';
const nodeManifest = /^usr\/local\/lib\/(raibid-ci\/node_modules\/node-linux-\w+|node_modules\/npm)\/package\.json$/;

/** What an image holds, read from its layers: Debian's list of packages, Node, and the libraries bundled in dist/. */
export async function softwareIn(archive: BuilderArchive): Promise<SoftwarePackage[]> {
  const files = new Map<string, string>();
  for (const layer of archive.layers)
    for await (const entry of tarEntries(streamSource(layer.stream())))
      if (entry.path === dpkgStatus || entry.path === licencesFile || nodeManifest.test(entry.path))
        files.set(entry.path, (await entry.content()).toString('utf8'));
  const found = [...files].flatMap(([path, text]) => readersFor(path)(text));
  return found.toSorted((left, right) => (left.purl < right.purl ? -1 : 1));
}

function readersFor(path: string): (text: string) => SoftwarePackage[] {
  if (path === dpkgStatus) return debianPackages;
  return path === licencesFile ? bundledPackages : npmManifest;
}

function debianPackages(status: string): SoftwarePackage[] {
  return status.split('\n\n').flatMap((paragraph) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1];
    const [name, version, architecture] = [field('Package'), field('Version'), field('Architecture')];
    if (name === undefined || version === undefined || !/^Status: .* installed$/m.test(paragraph)) return [];
    const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}&distro=debian-12`;
    return [{ name, version, purl }];
  });
}

/** The heads of the sections that scripts/build/licences.ts writes: `name version (licence)`. */
function bundledPackages(text: string): SoftwarePackage[] {
  const sections = text.split(`\n${'-'.repeat(80)}\n\n`);
  return sections.flatMap((section) => {
    const [, name, version, licence] = /^(\S+) (\S+) \(([^)]*)\)/.exec(section) ?? [];
    return name === undefined || version === undefined ? [] : [npmPackage(name, version, licence)];
  });
}

function npmManifest(text: string): SoftwarePackage[] {
  const { name, version, license } = JSON.parse(text) as { name: string; version: string; license?: string };
  return [npmPackage(name, version, license)];
}

function npmPackage(name: string, version: string, licence?: string): SoftwarePackage {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { name, version, purl, ...(licence !== undefined && /^[\w.+-]+$/.test(licence) && { licence }) };
}

/** The software of an image as an SPDX 2.3 document. Equal software gives an equal text. `created`: RFC 3339. */
export function spdxDocument(image: string, software: SoftwarePackage[], created: string): string {
  const identity = createHash('sha256')
    .update(JSON.stringify([image, software]))
    .digest('hex');
  const packages = software.map(({ name, version, licence, purl }, index) => ({
    SPDXID: `SPDXRef-Package-${index + 1}`,
    name,
    versionInfo: version,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: licence ?? 'NOASSERTION',
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
  }));
  const whole = {
    SPDXID: 'SPDXRef-Image',
    name: image,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    primaryPackagePurpose: 'CONTAINER',
  };
  const relation = (from: string, relationshipType: string, to: string) => ({
    spdxElementId: from,
    relationshipType,
    relatedSpdxElement: to,
  });
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: image,
    documentNamespace: `urn:raibid-ci:sbom:${identity}`,
    creationInfo: { created, creators: ['Tool: raibid-ci-images'] },
    packages: [whole, ...packages],
    relationships: [
      relation('SPDXRef-DOCUMENT', 'DESCRIBES', 'SPDXRef-Image'),
      ...packages.map(({ SPDXID }) => relation('SPDXRef-Image', 'CONTAINS', SPDXID)),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
