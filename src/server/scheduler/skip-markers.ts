/** Words in the head commit's message that keep push and pull_request runs from being made (GitHub: "Skipping workflow runs"). */
const markers = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'];

/** Whether the commit with this message asks for no runs. */
export function asksToSkip(message: string): boolean {
  const lower = message.toLowerCase();
  return markers.some((marker) => lower.includes(marker)) || endsWithTrailer(lower.trimEnd());
}

/** `skip-checks: true` as the last line of the last paragraph; the same words inside a text mean nothing. */
function endsWithTrailer(message: string): boolean {
  const lines = message.split('\n').map((line) => line.trim());
  return /^skip-checks:[ \t]*true$/.test(lines.at(-1) ?? '') && lines.includes('');
}
