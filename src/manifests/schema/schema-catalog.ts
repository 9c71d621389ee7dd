import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { CatalogFile, CatalogIndex, KindEntry, SchemaNode, VersionedSchema } from './catalog-format.ts';

/** How null and unknown keys are treated differs between built-in kinds and custom resources. */
export type Flavour = 'builtin' | 'custom';

/** Files whose kinds are Go types of Kubernetes itself. */
const builtinFiles = new Set(['kubernetes', 'configuration']);

/** Schemas by kind for one Kubernetes version. Files are read when a kind of theirs is first asked for. */
export class SchemaCatalog {
  readonly version: string;
  readonly versions: readonly string[];
  readonly #folder: string;
  readonly #index: CatalogIndex;
  readonly #files = new Map<string, CatalogFile>();
  readonly #fileOfKind = new Map<string, string>();

  constructor(folder: string, version?: string) {
    this.#folder = folder;
    this.#index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as CatalogIndex;
    this.versions = this.#index.kubernetesVersions;
    this.version = chooseVersion(this.versions, version);
    for (const [file, { kinds }] of Object.entries(this.#index.files)) {
      for (const kind of kinds) this.#fileOfKind.set(kind, file);
    }
  }

  /** Adds a user's own kinds; they win over the catalog's. */
  add(name: string, file: CatalogFile): void {
    this.#files.set(name, file);
    for (const kind of Object.keys(file.kinds)) this.#fileOfKind.set(kind, name);
  }

  /** Adds kinds that nobody else knows: those of CustomResourceDefinitions among the files that are checked. */
  addMissing(name: string, file: CatalogFile): void {
    const kinds = Object.fromEntries(Object.entries(file.kinds).filter(([kind]) => !this.#fileOfKind.has(kind)));
    this.add(name, { ...file, kinds });
  }

  /** What the catalog knows of `apiVersion kind` in any version. */
  entry(key: string): KindEntry | undefined {
    const file = this.#fileOfKind.get(key);
    return file === undefined ? undefined : this.#file(file).kinds[key];
  }

  /** True when the chosen Kubernetes version serves the kind. */
  serves(entry: KindEntry): boolean {
    const isOld = entry.from !== undefined && compareVersions(this.version, entry.from) < 0;
    return !isOld && (entry.until === undefined || compareVersions(this.version, entry.until) < 0);
  }

  flavourOf(key: string): Flavour {
    return builtinFiles.has(this.#fileOfKind.get(key) ?? '') ? 'builtin' : 'custom';
  }

  /** A definition by name, as it is in the chosen version. `#meta.v1.ObjectMeta` of a CRD is Kubernetes' own. */
  definition(name: string, file: string): { node: SchemaNode; flavour: Flavour; file: string } | undefined {
    const home = this.#file(file).definitions[name] === undefined ? 'kubernetes' : file;
    const definition = this.#file(home).definitions[name];
    const node = definition === undefined ? undefined : this.#versionOf(definition);
    if (node === undefined) return undefined;
    return { node, flavour: builtinFiles.has(home) ? 'builtin' : 'custom', file: home };
  }

  fileOf(key: string): string {
    return this.#fileOfKind.get(key) ?? 'kubernetes';
  }

  /** Every `apiVersion kind` that is known. */
  kinds(): Iterable<string> {
    return this.#fileOfKind.keys();
  }

  #versionOf(definition: SchemaNode | VersionedSchema): SchemaNode | undefined {
    if (typeof definition === 'string' || !('since' in definition)) return definition as SchemaNode;
    let found: SchemaNode | null = null;
    for (const [version, node] of Object.entries(definition.since)) {
      if (compareVersions(version, this.version) <= 0) found = node;
    }
    return found ?? undefined;
  }

  #file(name: string): CatalogFile {
    let file = this.#files.get(name);
    if (!file) {
      file = JSON.parse(readFileSync(join(this.#folder, `${name}.json`), 'utf8')) as CatalogFile;
      this.#files.set(name, file);
    }
    return file;
  }
}

/** Opens the catalog that comes with raibid-ci. `version`: `1.36` or `v1.36.3`; the newest when absent. */
export function openCatalog(version?: string): SchemaCatalog {
  return new SchemaCatalog(catalogFolder(), version);
}

/** schemas/ lies beside src/ in a clone and beside dist/ in the package. */
function catalogFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'schemas/index.json'))) return join(folder, 'schemas');
  }
  throw new RaibidError('internal', 'the schema catalog (schemas/) is missing from the installation');
}

function chooseVersion(known: readonly string[], wanted: string | undefined): string {
  const newest = known.at(-1) ?? '';
  if (wanted === undefined) return newest;
  const minor = /^v?(\d+\.\d+)(\.\d+)?([-+].*)?$/.exec(wanted)?.[1];
  if (minor !== undefined && known.includes(minor)) return minor;
  const hint = `Choose one of ${known.join(', ')}.`;
  throw new RaibidError('usage', `the catalog has no schemas for Kubernetes ${wanted}`, { hint });
}

export function compareVersions(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}
