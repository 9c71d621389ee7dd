/** Reads a stream of JSON lines, a batch for each piece that arrives, so that a long log shows while it loads. */
export async function* readJsonLines<T>(body: ReadableStream<Uint8Array>): AsyncGenerator<T[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }))).split('\n');
    rest = done ? '' : (parts.pop() ?? '');
    const batch = parts.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
    if (batch.length > 0) yield batch;
    if (done) return;
  }
}
