/** Words in the head commit's message that keep push and pull_request runs from being made (GitHub: "Skipping workflow runs"). */
const markers = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'];
const trailer = /^skip-checks:\s*true\s*$/im;

export function asksToSkip(message: string): boolean {
  const lower = message.toLowerCase();
  return markers.some((marker) => lower.includes(marker)) || trailer.test(message);
}
