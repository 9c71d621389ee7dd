/**
 * How much a workflow or action file may hold. Real files stay far below; reading one at these limits takes about a
 * second (docs/workflows.md lists them).
 */
export const yamlLimits = {
  bytes: 256 * 1024,
  /** Lists and mappings inside one another, with aliases written out. */
  depth: 50,
  /** Values, with aliases written out. */
  nodes: 50_000,
  /** Aliases, with those inside repeated parts: the parser searches the whole file for each. */
  aliases: 500,
  /** Jobs below `jobs:`, before matrices. */
  jobs: 1000,
  /** YAML errors reported at most; one broken line tends to cause many. */
  errors: 3,
} as const;
