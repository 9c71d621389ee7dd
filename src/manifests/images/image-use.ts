import type { DigestPlace } from './digest-place.ts';

/** One place that names an image. */
export interface ImageUse {
  image: string;
  file: string;
  line: number;
  object: string;
  /** Where its digest goes in the file; absent when the object was rendered from others. */
  pin?: DigestPlace;
}
