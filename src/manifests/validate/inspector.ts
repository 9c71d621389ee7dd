import type { Fault } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import type { FaultOrigin } from '../position-faults.ts';
import type { LoadedDocument } from '../yaml/load-documents.ts';
import type { Report } from './report.ts';

/** An object as it was read, with where it came from. */
export interface ReadObject {
  manifest: Manifest;
  document: LoadedDocument;
  origin: FaultOrigin;
}

/** Looks at the objects of a tree: one for `validate`, one for `lint`, one for `check-deps`. */
export interface Inspector {
  /** Whether files that are no objects (kustomizations, Chart.yaml, k3s configuration) are held to their form. */
  readonly checksForms: boolean;
  /** Faults of one object. What cannot be checked goes into the report. */
  inspect(object: ReadObject, report: Report): Promise<Fault[]>;
  /** Faults that show only when everything was read. */
  finish(report: Report): Promise<{ object: ReadObject; faults: Fault[] }[]>;
}
