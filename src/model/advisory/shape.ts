/** What a field of the front matter may hold. The whole front matter is one such description: `frontMatter.ts`. */
export type Shape = TextShape<string> | ListShape<Shape> | RecordShape<Readonly<Record<string, Shape>>>;

/** A scalar. */
export interface TextShape<T extends string> {
  readonly kind: "text";
  readonly accepts: (value: string) => value is T;
  /** Ends the sentence "This is not …". */
  readonly expected: string;
  /** The values allowed, where they are few. */
  readonly options?: readonly T[];
  /** True when line feeds are welcome. */
  readonly multiline?: boolean;
}

/** A sequence of one shape. */
export interface ListShape<Item extends Shape> {
  readonly kind: "list";
  readonly item: Item;
}

/** A mapping with these keys and no others; each may be left out. */
export interface RecordShape<Fields extends Readonly<Record<string, Shape>>> {
  readonly kind: "record";
  readonly fields: Fields;
}

/** The type of a decoded shape: missing texts are `undefined`, missing lists empty, missing records without values. */
export type Decoded<S extends Shape> =
  S extends TextShape<infer T>
    ? T | undefined
    : S extends ListShape<infer Item>
      ? readonly NonNullable<Decoded<Item>>[]
      : S extends RecordShape<infer Fields>
        ? { readonly [Key in keyof Fields]: Decoded<Fields[Key]> }
        : never;

/** Any text on one line. */
export const line: TextShape<string> = { kind: "text", accepts: isAny, expected: "text on one line" };

/** Any text. */
export const prose: TextShape<string> = { kind: "text", accepts: isAny, expected: "text", multiline: true };

/** A text of a certain form; `expected` ends the sentence "This is not …". */
export function matching<T extends string>(accepts: (value: string) => boolean, expected: string): TextShape<T> {
  return { kind: "text", accepts: (value): value is T => accepts(value), expected };
}

/** One of a few words. */
export function oneOf<const T extends string>(...options: readonly T[]): TextShape<T> {
  const accepts = (value: string): value is T => (options as readonly string[]).includes(value);
  return { kind: "text", accepts, expected: `one of: ${options.join(", ")}`, options };
}

/** A sequence. */
export function listOf<Item extends Shape>(item: Item): ListShape<Item> {
  return { kind: "list", item };
}

/** A mapping. */
export function record<const Fields extends Readonly<Record<string, Shape>>>(fields: Fields): RecordShape<Fields> {
  return { kind: "record", fields };
}

function isAny(value: string): value is string {
  return typeof value === "string";
}
