/**
 * Reads the format of GITHUB_ENV, GITHUB_OUTPUT and GITHUB_STATE: `NAME=value` lines, and
 * `NAME<<DELIMITER`, lines, `DELIMITER`. Throws a plain `Error` in words for people; the line number is that of the file.
 */
export function parseEnvFile(text: string): [name: string, value: string][] {
  const lines = text.split('\n');
  const pairs: [string, string][] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.push([checkedName(line.slice(0, equals), line, at), line.slice(equals + 1)]);
    } else if (heredoc >= 0) {
      const delimiter = line.slice(heredoc + 2);
      const name = checkedName(line.slice(0, heredoc), line, at);
      const end = endOf(lines, at, delimiter);
      pairs.push([name, lines.slice(at + 1, end).join('\n')]);
      at = end;
    } else {
      throw new Error(`Invalid format '${shorten(line)}' in line ${at + 1}: expected NAME=value or NAME<<DELIMITER.`);
    }
  }
  return pairs;
}

function checkedName(name: string, line: string, at: number): string {
  if (name === '') throw new Error(`Invalid format '${shorten(line)}' in line ${at + 1}: the name must not be empty.`);
  return name;
}

function endOf(lines: readonly string[], start: number, delimiter: string): number {
  if (delimiter === '') {
    throw new Error(
      `Invalid format '${shorten(lines[start] ?? '')}' in line ${start + 1}: the delimiter must not be empty.`,
    );
  }
  const end = lines.indexOf(delimiter, start + 1);
  if (end === -1)
    throw new Error(`Invalid value in line ${start + 1}: matching delimiter not found '${shorten(delimiter)}'.`);
  return end;
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
