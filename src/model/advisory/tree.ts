import type { Place } from "./finding";

/** Front matter as it is written: every scalar is text, every node knows its place. */
export type Tree = TextNode | ListNode | RecordNode;

/** A scalar; empty when a key has no value. */
export interface TextNode {
  readonly kind: "text";
  readonly at: Place;
  readonly value: string;
}

/** A sequence, in the author's order. */
export interface ListNode {
  readonly kind: "list";
  readonly at: Place;
  readonly items: readonly Tree[];
}

/** A mapping; keys are unique. */
export interface RecordNode {
  readonly kind: "record";
  readonly at: Place;
  readonly fields: readonly { readonly key: string; readonly at: Place; readonly value: Tree }[];
}
