import { stripVTControlCharacters } from 'node:util';

const wide =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const invisible = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes on a terminal; colours take none, wide characters two. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const character of plain) width += wide.test(character) ? 2 : invisible.test(character) ? 0 : 1;
  return width;
}

/** The text cut to a width, with an ellipsis where something is missing. The text must be without colours. */
export function fitTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let used = 0;
  let kept = '';
  for (const character of text) {
    const next = widthOf(character);
    if (used + next > width - 1) break;
    used += next;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * One line of text from elsewhere (a commit's headline, a job's name) without anything that could steer the terminal:
 * control sequences are removed, control characters and line breaks become spaces.
 */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

const sequences =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A log line for a terminal: colours stay when they are wanted, every other control sequence goes. */
export function safeLogLine(text: string, colours: boolean): string {
  return text.replace(sequences, (match) => (colours && /^\u001b\[[\d;:]*m$/.test(match) ? match : ''));
}
