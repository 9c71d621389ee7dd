/** Times and sizes of a job; tests and the agent may set others. All times in milliseconds. */
export interface JobLimits {
  /** After INT, so long until TERM; GitHub's runner waits as long. */
  interruptGrace: number;
  /** After TERM, so long until KILL. */
  terminateGrace: number;
  /** After a cancel or the job's timeout, `always()` and `cancelled()` steps have so long together. */
  afterCancel: number;
  annotations: number;
  /** Bytes of the whole job's summary. */
  summaryBytes: number;
  /** Characters of one output of the job. */
  outputCharacters: number;
  /** Bytes of one GITHUB_ENV, GITHUB_OUTPUT, GITHUB_PATH or GITHUB_STATE file. */
  commandFileBytes: number;
  /** Composite actions inside composite actions. */
  actionDepth: number;
}

export const defaultLimits: JobLimits = {
  interruptGrace: 7_500,
  terminateGrace: 2_500,
  afterCancel: 5 * 60_000,
  annotations: 1000,
  summaryBytes: 1024 * 1024,
  outputCharacters: 1024 * 1024,
  commandFileBytes: 16 * 1024 * 1024,
  actionDepth: 10,
};
