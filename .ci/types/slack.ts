// What may be said to Slack: its published types, and our own where it publishes none.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";

// https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block (June 2026)
export interface DataVisualizationBlock {
  type: "data_visualization";
  title: string;
  chart: PieChart | SeriesChart;
  block_id?: string;
}
interface PieChart {
  type: "pie";
  segments: Point[];
}
interface SeriesChart {
  type: "line" | "bar" | "area";
  series: { name: string; data: Point[] }[];
  axis_config: { categories: string[]; x_label?: string; y_label?: string };
}
interface Point {
  label: string;
  value: number;
}

// The published arguments let any object with a `type` pass for a block, so that new ones can be
// sent. Here a block is one that is known.
export type Block = KnownBlock | DataVisualizationBlock;
type View = Known<ModalView> | Known<HomeView>;
type Known<T> = {
  [K in keyof T as Documented<K>]: K extends "blocks"
    ? Block[]
    : K extends "view"
      ? View
      : K extends "manifest"
        ? Manifest<T[K]>
        : T[K];
};

// https://docs.slack.dev/reference/scopes/assistant.write, a scope that the published manifest lacks.
type Manifest<T> = { [K in keyof T]: K extends "oauth_config" ? OAuth<NonNullable<T[K]>> : T[K] };
type OAuth<T> = { [K in keyof T]: K extends "scopes" ? Scopes<NonNullable<T[K]>> : T[K] };
type Scopes<T> = { [K in keyof T]: Scoped<NonNullable<T[K]>> };
type Scoped<T> = T extends (infer Scope)[] ? (Scope | "assistant:write")[] : T;

// https://docs.slack.dev/reference/methods/files.getUploadURLExternal has `alt_txt`, and so has
// Slack's client for Python.
type Documented<K> = K extends "alt_text" ? "alt_txt" : K;

// What a method of the Web API takes, by its published client.
type Of<Method> = Method extends (options: infer Options, ...more: never[]) => unknown
  ? Known<NonNullable<Options>>
  : never;
export type Arguments<
  Family extends keyof WebClient,
  Name extends keyof WebClient[Family],
  Part extends keyof WebClient[Family][Name] | undefined = undefined,
> = Part extends keyof WebClient[Family][Name]
  ? Of<WebClient[Family][Name][Part]>
  : Of<WebClient[Family][Name]>;

// Methods that read take no JSON: all that arrives is text.
export type Form<T> = { [K in keyof T]: Written<T[K]> };
type Written<T> = T extends number ? `${number}` : T extends boolean ? `${T}` | "0" | "1" : T;

// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
// A response_url; the acknowledgement of a command takes the same.
export interface Response {
  text?: string;
  blocks?: Block[];
  response_type?: "in_channel" | "ephemeral";
  replace_original?: boolean;
  delete_original?: boolean;
  thread_ts?: string;
}

// https://docs.slack.dev/surfaces/modals#response_actions
// The acknowledgement of a form that was sent; that of all else is empty.
export type Submitted =
  | { response_action: "errors"; errors: Record<string, string> }
  | { response_action: "update" | "push"; view: Known<ModalView> }
  | { response_action: "clear" };
