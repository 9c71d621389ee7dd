import { dirname } from 'node:path';
import type { Fault, Finding } from '../finding.ts';
import { describeObject, isObject, looksLikeManifest, manifestsOf } from '../manifest.ts';
import { type FaultOrigin, positionFaults } from '../position-faults.ts';
import { checkForm } from '../schema/object-validator.ts';
import { type FileKind, kindByContent, kindByPath } from '../sources/file-kind.ts';
import type { FoundFile } from '../sources/find-files.ts';
import { isFieldInOtherCase } from '../sources/kustomization.ts';
import { type LoadedDocument, loadDocuments } from '../yaml/load-documents.ts';
import type { FileText } from '../yaml/read-text.ts';
import { atTemplate } from './at-template.ts';
import { formSchemas } from './form-schemas.ts';
import type { Inspector } from './inspector.ts';
import { checkKustomizationFiles } from './kustomization-files.ts';
import { validateChart, validateKustomization } from './rendered.ts';
import type { Renderings } from './renderings.ts';
import { emptyReport, type Report } from './report.ts';
import { addNew, samePath } from './same-findings.ts';
import type { TreeOptions } from './tree-options.ts';

/** Reads file after file as what it is, shows the objects to an inspector, and collects findings into one report. */
export class TreeReader {
  readonly report: Report;
  readonly options: TreeOptions;
  readonly #inspector: Inspector;
  readonly #patches: ReadonlySet<string>;
  readonly renderings: Renderings;
  /** Findings in what kustomizations build: told at the end, and only if no file tells the same. */
  readonly built: Finding[] = [];

  constructor(options: TreeOptions, inspector: Inspector, patches: ReadonlySet<string>, renderings: Renderings) {
    this.renderings = renderings;
    this.options = options;
    this.report = emptyReport(options.catalog.version);
    this.#inspector = inspector;
    this.#patches = patches;
  }

  /** Reads one file and checks it as what it is. */
  async readFile(file: FoundFile, { text, problem }: FileText): Promise<void> {
    this.report.counts.files++;
    if (problem) return this.#addProblem(file, problem.message, problem.hint);
    const known = kindByPath(file.path, this.#patches);
    if (known === 'chart template' || known === 'subchart') return this.#skip(file, known);
    const documents: LoadedDocument[] = [];
    let isEmpty = true;
    let holdsManifests = false;
    // Most files are manifests: their documents are checked as they are read, so that large files stay cheap.
    for await (const document of loadDocuments(text)) {
      if (document.value === null && document.problems.length === 0) continue;
      isEmpty = false;
      const isManifest = known === undefined && looksLikeManifest(document.value);
      holdsManifests ||= isManifest;
      if (isManifest && documents.length === 0) await this.#readDocument(document, { file: file.shown });
      else documents.push(document);
    }
    if (isEmpty) this.report.unchecked.push({ file: file.shown, what: 'empty file', reason: 'it holds no document' });
    // kubectl refuses a file for any document of it: what stands beside manifests is meant to be one.
    if (documents.length > 0) await this.#readRest(file, holdsManifests ? 'manifest' : known, documents);
  }

  /** Reads a rendered stream and answers its findings, which are not in the report yet. */
  async readRendered(text: string, originOf: (document: LoadedDocument) => FaultOrigin): Promise<Finding[]> {
    const before = this.report.findings.length;
    for await (const document of loadDocuments(text)) await this.#readDocument(document, originOf(document));
    return this.report.findings.splice(before);
  }

  /** What shows only when everything was read. */
  async finish(): Promise<void> {
    const { findings } = this.report;
    const before = findings.length;
    for (const { object, faults } of await this.#inspector.finish(this.report)) {
      const origin = { ...object.origin, object: describeObject(object.manifest) };
      await this.#addFaults(object.document, faults, origin);
    }
    addNew(findings, findings.splice(before));
    addNew(findings, this.built, samePath);
  }

  async #readRest(file: FoundFile, known: FileKind | undefined, documents: LoadedDocument[]): Promise<void> {
    if (isOtherJson(file, documents)) {
      const reason = 'it has no apiVersion and kind, and is no JSON without comments';
      return void this.report.unchecked.push({ file: file.shown, what: 'not a manifest', reason });
    }
    const kind = known ?? kindOfFile(file, documents);
    const origin = { file: file.shown };
    if (kind === 'manifest') {
      for (const document of documents) await this.#readDocument(document, origin);
      return;
    }
    for (const document of documents) await this.#checkForm(kind, file, document);
    if (kind === 'chart') await validateChart(this, dirname(file.path), file);
    else if (kind === 'kustomization' && isComponent(documents)) this.#skip(file, 'kustomize component');
    else if (kind === 'kustomization') await validateKustomization(this, dirname(file.path), file);
    else if (formSchemas[kind] === undefined) this.#skip(file, kind);
  }

  async #checkForm(kind: FileKind, file: FoundFile, document: LoadedDocument): Promise<void> {
    this.report.counts.documents++;
    const schema = formSchemas[kind];
    const isChecked = this.#inspector.checksForms && document.value !== null;
    const faults = schema !== undefined && isChecked ? checkForm(schema, document.value, this.options.catalog) : [];
    if (kind === 'kustomization' && isChecked) faults.push(...checkKustomizationFiles(file.path, document.value));
    const told = kind === 'kustomization' ? faults.filter((fault) => !isFieldInOtherCase(fault)) : faults;
    await this.#addFaults(document, told, { file: file.shown });
  }

  async #readDocument(document: LoadedDocument, origin: FaultOrigin): Promise<void> {
    this.report.counts.documents++;
    if (document.problems.length > 0) return this.#addFaults(document, [], origin);
    if (document.value === null) return;
    if (!isObject(document.value)) return this.#addFaults(document, [notAMapping], origin);
    for (const manifest of manifestsOf(document.value)) {
      this.report.counts.objects++;
      const faults = await this.#inspector.inspect({ manifest, document, origin }, this.report);
      if (faults.length > 0) await this.#addFaults(document, faults, { ...origin, object: describeObject(manifest) });
    }
  }

  async #addFaults(document: LoadedDocument, faults: Fault[], origin: FaultOrigin): Promise<void> {
    if (faults.length === 0 && document.problems.length === 0) return;
    const findings = await positionFaults(document, faults, origin);
    const isRendered = origin.rendered !== undefined;
    this.report.findings.push(
      ...(isRendered ? findings.map((each) => atTemplate(each, document, this.options.cwd)) : findings),
    );
  }

  #addProblem(file: FoundFile, message: string, hint: string): void {
    const place = { file: file.shown, line: 1, column: 1, endColumn: 2, path: '' };
    this.report.findings.push({ rule: 'yaml-syntax', severity: 'error', message, hint, ...place });
  }

  #skip(file: FoundFile, kind: FileKind): void {
    this.report.unchecked.push({ file: file.shown, what: kind, reason: reasons[kind] ?? 'only its YAML was checked' });
  }
}

function kindOfFile(file: FoundFile, documents: LoadedDocument[]): FileKind {
  const values = documents.map((document) => document.value);
  if (documents.some((document) => document.problems.length > 0)) return 'manifest';
  const kind = kindByContent(file.path, values);
  // A file that was named is meant to be one.
  return kind === 'not a manifest' && file.named ? 'manifest' : kind;
}

/** Settings of editors and compilers are JSON with comments, which is no YAML either. */
function isOtherJson(file: FoundFile, documents: LoadedDocument[]): boolean {
  if (documents.every(({ problems }) => problems.length === 0)) return false;
  const isManifest = documents.some(({ piece }) => /\b(apiVersion|kind)\b/.test(piece.text));
  return file.path.endsWith('.json') && !file.named && !isManifest;
}

function isComponent(documents: LoadedDocument[]): boolean {
  return documents.some(({ value }) => isObject(value) && value.kind === 'Component');
}

const notAMapping: Fault = {
  rule: 'wrong-type',
  message: 'the document is no mapping',
  hint: 'A manifest has keys such as apiVersion and kind.',
  path: [],
  target: 'value',
};

const reasons: Partial<Record<FileKind, string>> = {
  'not a manifest': 'it has no apiVersion and kind; only its YAML was checked',
  'chart template': 'it is checked as its chart renders it',
  subchart: 'it is checked as its chart renders it',
  workflow: 'only its YAML was checked; `raibid-cli workflow lint` checks the rest',
  'kustomize patch': 'it is a part of an object, or says what to make; only its YAML was checked',
  'kustomize component': 'it is built with the kustomizations that use it',
  'values file': 'only its YAML was checked; the chart it belongs to is checked as rendered',
};
