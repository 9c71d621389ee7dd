import { dirname } from 'node:path';
import type { JsonValue } from '../../shared/json.ts';
import type { Fault, Finding } from '../finding.ts';
import { describeObject, isObject, looksLikeManifest, type Manifest, manifestsOf } from '../manifest.ts';
import { type FaultOrigin, positionFaults } from '../position-faults.ts';
import { ObjectValidator } from '../schema/object-validator.ts';
import { schemasOfCrds } from '../schema/user-schemas.ts';
import { type FileKind, kindByContent, kindByPath } from '../sources/file-kind.ts';
import type { FoundFile } from '../sources/find-files.ts';
import { type LoadedDocument, loadDocuments } from '../yaml/load-documents.ts';
import type { FileText } from '../yaml/read-text.ts';
import { withoutEncrypted } from './encrypted.ts';
import { formSchemas } from './form-schemas.ts';
import { checkKustomizationFiles } from './kustomization-files.ts';
import { validateChart, validateKustomization } from './rendered.ts';
import { emptyReport, type Report } from './report.ts';
import { setAsideVariables } from './substitutions.ts';
import type { ValidateOptions } from './validate-paths.ts';

/** An object whose kind nobody knew yet: a CustomResourceDefinition further on may define it. */
interface Waiting {
  manifest: Manifest;
  document: LoadedDocument;
  origin: FaultOrigin;
  fault: Fault;
}

/** Validates file after file into one report. Only objects of unknown kinds are kept until the end. */
export class FileValidator {
  readonly report: Report;
  readonly options: ValidateOptions;
  readonly onObject: ((manifest: Manifest, document: LoadedDocument, origin: FaultOrigin) => void) | undefined;
  readonly #objects: ObjectValidator;
  readonly #patches: ReadonlySet<string>;
  readonly #waiting: Waiting[] = [];
  #crds = 0;

  constructor(options: ValidateOptions, patches: ReadonlySet<string>) {
    this.options = options;
    this.onObject = options.onObject;
    this.report = emptyReport(options.catalog.version);
    this.#objects = new ObjectValidator(options.catalog);
    this.#patches = patches;
  }

  /** Reads one file and checks it as what it is. */
  async validateFile(file: FoundFile, { text, problem }: FileText): Promise<void> {
    this.report.counts.files++;
    if (problem) return this.#addProblem(file, problem.message, problem.hint);
    const known = kindByPath(file.path, this.#patches);
    if (known === 'chart template' || known === 'subchart') return this.#skipTemplate(file, known);
    const documents: LoadedDocument[] = [];
    // Most files are manifests: their documents are checked as they are read, so that large files stay cheap.
    let isEmpty = true;
    for await (const document of loadDocuments(text)) {
      if (document.value === null && document.problems.length === 0) continue;
      isEmpty = false;
      const isManifest = known === undefined && looksLikeManifest(document.value);
      if (isManifest && documents.length === 0) await this.#validateDocument(document, { file: file.shown });
      else documents.push(document);
    }
    if (isEmpty) this.report.unchecked.push({ file: file.shown, what: 'empty file', reason: 'it holds no document' });
    if (documents.length > 0) await this.#validateRest(file, known, documents);
  }

  /** Checks a rendered stream; positions are those of `origin.file` as far as they can be told. */
  async validateRendered(text: string, originOf: (document: LoadedDocument) => FaultOrigin): Promise<Finding[]> {
    const before = this.report.findings.length;
    for await (const document of loadDocuments(text)) await this.#validateDocument(document, originOf(document));
    return this.report.findings.splice(before);
  }

  /** Objects that waited for their CustomResourceDefinition get their turn. */
  async finish(): Promise<void> {
    for (const { manifest, document, origin, fault } of this.#waiting) {
      if (this.#crds > 0 && !this.#objects.kindFault(manifest)) await this.#validateObject(manifest, document, origin);
      else if (!this.options.ignoreUnknownKinds) await this.#addFaults(document, [fault], origin);
      else this.report.unchecked.push({ file: origin.file, what: describeObject(manifest), reason: fault.message });
    }
    this.#waiting.length = 0;
  }

  async #validateRest(file: FoundFile, known: FileKind | undefined, documents: LoadedDocument[]): Promise<void> {
    const kind = known ?? this.#kindOf(file, documents);
    const origin = { file: file.shown };
    if (kind === 'manifest') {
      for (const document of documents) await this.#validateDocument(document, origin);
      return;
    }
    const schema = formSchemas[kind];
    for (const document of documents) {
      const faults =
        schema === undefined || document.value === null ? [] : this.#objects.checkValue(schema, document.value);
      if (kind === 'kustomization') faults.push(...checkKustomizationFiles(file.path, document.value));
      await this.#addFaults(document, faults, origin);
      this.report.counts.documents++;
    }
    if (kind === 'chart') await validateChart(this, dirname(file.path), file);
    else if (kind === 'kustomization') await validateKustomization(this, dirname(file.path), file);
    else if (schema === undefined)
      this.report.unchecked.push({
        file: file.shown,
        what: kind,
        reason: reasons[kind] ?? 'only its YAML was checked',
      });
  }

  #kindOf(file: FoundFile, documents: LoadedDocument[]): FileKind {
    const values = documents.map((document) => document.value);
    if (documents.some((document) => document.problems.length > 0)) return 'manifest';
    const kind = kindByContent(file.path, values);
    // A file that was named is meant to be one.
    return kind === 'not a manifest' && file.named && values.some(isObject) ? 'manifest' : kind;
  }

  async #validateDocument(document: LoadedDocument, origin: FaultOrigin): Promise<void> {
    this.report.counts.documents++;
    if (document.problems.length > 0) return this.#addFaults(document, [], origin);
    if (document.value === null) return;
    if (!isObject(document.value)) {
      const fault: Fault = {
        rule: 'wrong-type',
        message: 'the document is no mapping',
        hint: 'A manifest has keys such as apiVersion and kind.',
        path: [],
        target: 'value',
      };
      return this.#addFaults(document, [fault], origin);
    }
    for (const manifest of manifestsOf(document.value)) await this.#validateObject(manifest, document, origin);
  }

  async #validateObject(manifest: Manifest, document: LoadedDocument, origin: FaultOrigin): Promise<void> {
    const fault = this.#objects.kindFault(manifest);
    if (fault?.rule === 'unknown-kind') {
      this.#waiting.push({ manifest, document, origin, fault });
      return;
    }
    this.report.counts.objects++;
    this.onObject?.(manifest, document, origin);
    if (fault) return this.#addFaults(document, [fault], withObject(origin, manifest));
    const { checked, note } = withoutEncrypted(manifest);
    if (note !== undefined) {
      this.report.unchecked.push({ file: origin.file, what: describeObject(manifest), reason: note });
    }
    const result = await this.#objects.check(checked);
    const { faults, variables } = setAsideVariables(manifest, result.faults);
    if (variables > 0) this.#note(origin, manifest, `${variables} values with \${...}`, 'Flux fills them in later');
    for (const what of result.unchecked) this.#note(origin, manifest, what, 'it cannot be evaluated here');
    if (manifest.kind === 'CustomResourceDefinition') this.#learn(manifest.value);
    if (faults.length > 0) await this.#addFaults(document, faults, withObject(origin, manifest));
  }

  #note(origin: FaultOrigin, manifest: Manifest, what: string, reason: string): void {
    this.report.unchecked.push({ file: origin.file, what: `${describeObject(manifest)}: ${what}`, reason });
  }

  #learn(crd: JsonValue): void {
    this.#crds++;
    this.options.catalog.addMissing(`crd ${this.#crds}`, schemasOfCrds([crd], ''));
  }

  async #addFaults(document: LoadedDocument, faults: Fault[], origin: FaultOrigin): Promise<void> {
    if (faults.length === 0 && document.problems.length === 0) return;
    this.report.findings.push(...(await positionFaults(document, faults, origin)));
  }

  #addProblem(file: FoundFile, message: string, hint: string): void {
    const place = { file: file.shown, line: 1, column: 1, endColumn: 2, path: '' };
    this.report.findings.push({ rule: 'yaml-syntax', severity: 'error', message, hint, ...place });
  }

  #skipTemplate(file: FoundFile, kind: FileKind): void {
    this.report.unchecked.push({ file: file.shown, what: kind, reason: 'it is checked as its chart renders it' });
  }
}

const reasons: Partial<Record<FileKind, string>> = {
  'not a manifest': 'it has no apiVersion and kind',
  workflow: 'only its YAML was checked; `raibid-cli workflow lint` checks the rest',
  'kustomize patch': 'it is a part of an object; only its YAML was checked',
  'values file': 'only its YAML was checked; the chart it belongs to is checked as rendered',
};

function withObject(origin: FaultOrigin, manifest: Manifest): FaultOrigin {
  return { ...origin, object: describeObject(manifest) };
}
