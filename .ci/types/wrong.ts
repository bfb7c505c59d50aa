// What Slack would refuse. Each line below a remark must be a fault: tsc complains of a remark
// that was not needed, so this file fails as soon as the types let something wrong through.
import type { Arguments, Block, Form, Response, Submitted } from "./slack.ts";

// @ts-expect-error: no such block
export const unknown: Block = { type: "headline", text: "Retention" };
// @ts-expect-error: a section's text is an object
export const bare: Block = { type: "section", text: "Retention" };
// @ts-expect-error: a divider has no text
export const excess: Block = { type: "divider", text: "Retention" };
// @ts-expect-error: a chart has a title
export const untitled: Block = { type: "data_visualization", chart: { type: "pie", segments: [] } };
// @ts-expect-error: a table has a caption
export const table: Block = { type: "data_table", rows: [[{ type: "raw_text", text: "Plan" }]] };
export const style: Block = {
  type: "actions",
  // @ts-expect-error: no such style
  elements: [{ type: "button", style: "green", text: { type: "plain_text", text: "Yes" } }],
};
// @ts-expect-error: a message goes to a channel
export const nowhere: Arguments<"chat", "postMessage"> = { text: "Retention" };
// @ts-expect-error: no such argument
export const misspelt: Arguments<"chat", "postMessage"> = { channel: "C1", text: "", thread: "1" };
export const inside: Arguments<"chat", "postMessage"> = {
  channel: "C1",
  // @ts-expect-error: a block in a call is looked at as closely
  blocks: [{ type: "section", text: "Retention" }],
};
// @ts-expect-error: a modal has a title
export const modal: Arguments<"views", "open"> = { trigger_id: "1", view: { type: "modal", blocks: [] } };
// @ts-expect-error: no such method
export type Missing = Arguments<"chat", "shout">;
// @ts-expect-error: how many is a number
export const words: Form<Arguments<"conversations", "history">> = { channel: "C1", limit: "many" };
// @ts-expect-error: no such kind of answer
export const secret: Response = { text: "Retention", response_type: "secret" };
// @ts-expect-error: errors stand at fields
export const general: Submitted = { response_action: "errors", errors: "no" };
