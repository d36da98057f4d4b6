/** Server-sent events as they come: `EventSource` of browsers sends no body. */
export interface ServerEvent {
  kind: string;
  data: string;
}

/** The events of a response, one after the other; comments, which only say that the service lives, are left out. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const kind = /^event: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (kind && data !== undefined) yield { kind, data };
      }
    }
  } finally {
    await reader.cancel();
  }
}
