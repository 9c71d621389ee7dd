import type { YamlProblem } from './problem.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

export interface FileText {
  text: string;
  problem?: YamlProblem;
}

/**
 * The text of a file with the line ends of Unix and without a byte order mark. Positions (line, column) are those of the
 * file. Kubernetes reads UTF-8 only.
 */
export function readText(bytes: Uint8Array): FileText {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return { text: '', problem: encodingProblem('the file is UTF-16') };
  try {
    const text = decoder.decode(bytes);
    return { text: text.includes('\r') ? text.replaceAll('\r\n', '\n') : text };
  } catch {
    return { text: '', problem: encodingProblem(`the file is not UTF-8 (byte ${firstBadByte(bytes)})`) };
  }
}

function encodingProblem(message: string): YamlProblem {
  return { rule: 'yaml-syntax', message, hint: 'Save it as UTF-8.', offset: 0 };
}

/** Position of the first byte that cannot be decoded, found by halving. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}
