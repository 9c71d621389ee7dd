/** `::name key=value,key=value::data` */
export interface WorkflowCommand {
  /** In lower case. */
  name: string;
  properties: Record<string, string>;
  data: string;
}

/** What every command has in it: lines without need no further look. */
export function mayBeCommand(line: string): boolean {
  return line.includes('::') || line.includes('##[');
}

/** Null when the line is none. Blanks before it are allowed, as in GitHub's runner. */
export function parseCommand(line: string): WorkflowCommand | null {
  const text = line.trimStart();
  if (!text.startsWith('::')) return parseOldForm(text);
  const end = text.indexOf('::', 2);
  if (end === -1) return null;
  const info = text.slice(2, end);
  const space = info.indexOf(' ');
  const name = space === -1 ? info : info.slice(0, space);
  return {
    name: name.toLowerCase(),
    properties: space === -1 ? {} : parseProperties(info.slice(space + 1)),
    data: unescapeData(text.slice(end + 2)),
  };
}

/** `##[name key=value;key=value]data`: what actions/setup-node and its kin still write for problem matchers. */
function parseOldForm(text: string): WorkflowCommand | null {
  const [, name, info = '', data = ''] = /^##\[(add-matcher|remove-matcher)(?: ([^\]]*))?\](.*)$/.exec(text) ?? [];
  if (name === undefined) return null;
  const inData = data.replaceAll('%3B', ';').replaceAll('%5D', ']');
  return { name, properties: parseProperties(info, ';'), data: unescapeData(inData) };
}

function parseProperties(text: string, separator = ','): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const part of text.trim().split(separator)) {
    const equals = part.indexOf('=');
    const value = part.slice(equals + 1);
    if (equals > 0 && value !== '') properties[part.slice(0, equals).trim().toLowerCase()] = unescapeProperty(value);
  }
  return properties;
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
