/**
 * Runs and repositories have decimal numbers as ids. Answers null for text that is no such id: it names nothing, and
 * must not be read as another one (`1e3`, ` 7`).
 */
export function numericId(id: string): number | null {
  return /^[1-9][0-9]{0,14}$/.test(id) ? Number(id) : null;
}
