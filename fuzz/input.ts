/** Takes an input apart, from its beginning. What is asked for past its end is zero or empty. */
export interface Input {
  byte(): number;
  /** The bytes up to the next 0xff, which no UTF-8 has, or to the end. */
  field(): Uint8Array;
  /** A field as text: any at all, lone surrogates too, after a zero byte as UTF-16. */
  text(): string;
  /** All that is left. */
  rest(): Uint8Array;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Makes an {@link Input} of bytes. */
export function createInput(data: Uint8Array): Input {
  let at = 0;
  const field = () => {
    const end = data.indexOf(0xff, at);
    const bytes = data.slice(at, end < 0 ? data.length : end);
    at += bytes.length + 1;
    return bytes;
  };
  return {
    byte() {
      at += 1;
      return data[at - 1] ?? 0;
    },
    field,
    text() {
      const bytes = field();
      return bytes[0] === 0
        ? Buffer.from(bytes.slice(1)).toString("utf16le")
        : decoder.decode(bytes);
    },
    rest() {
      const bytes = data.slice(at);
      at = data.length;
      return bytes;
    },
  };
}

/** One of a list, or for the highest numbers any text. */
export function oneOf(list: readonly string[], input: Input): string {
  const number = input.byte();
  return number >= 0xf8 ? input.text() : (list[number % list.length] ?? "");
}

/** Bytes, and a way in which they may arrive. */
export interface Cut {
  readonly whole: Uint8Array;
  /** The same in pieces, some of them empty, each in memory of its own. */
  readonly chunks: readonly Uint8Array[];
}

/** Cuts what is left of an input: a byte says in how many pieces, and one each where. */
export function cut(input: Input): Cut {
  const sizes = Array.from({ length: input.byte() % 8 }, () => input.byte());
  const whole = input.rest();
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(whole.slice(at, at + size));
    at += size;
  }
  return { whole, chunks: [...chunks, whole.slice(at)] };
}
