/** The contract's nouns under short names; `contract.ts` is generated from the OpenAPI document. */
import type { components } from "../../client/contract";

type Schemas = components["schemas"];

export type SummaryAnswer = Schemas["SummaryAnswer"];
export type SummarySentence = Schemas["SummarySentence"];
export type CitationsAnswer = Schemas["CitationsAnswer"];
export type CitedSentence = Schemas["CitedSentence"];
export type SentenceCitation = Schemas["SentenceCitation"];
export type Citation = Schemas["Citation"];
export type Group = Schemas["Group"];
export type GroupMember = Schemas["GroupMember"];
export type Conflict = Schemas["Conflict"];
export type ConflictSide = Schemas["ConflictSide"];
export type ArticleReport = Schemas["ArticleReport"];
export type Role = Schemas["CitationRole"];
export type Status = Schemas["VerificationStatus"];
export type Mode = Schemas["Mode"];
export type Order = Schemas["Order"];
export type LengthUnit = Schemas["LengthUnit"];
export type Length = Required<Schemas["LengthRequest"]>;
export type ProgressEvent = Schemas["ProgressEvent"];
export type SentenceEvent = Schemas["SentenceEvent"];
export type Problem = Schemas["Problem"];

/** An article as it is sent; the service fills in what is left out. */
export type Article = Partial<Omit<Schemas["ArticleRequest"], "id" | "published_at">> & {
  id: string;
  published_at?: string | null;
};

export interface Options {
  length: Length;
  mode: Mode;
  order: Order;
  query: string;
}

/** What the page keeps over a reload, and what an exported page carries. */
export interface Reading {
  articles: Article[];
  options: Options;
  answer: SummaryAnswer | null;
  /** The articles that the answer is to, where they were changed since. */
  answered: Article[] | null;
  /** Articles pasted and not added yet; a query typed and not asked; a text to verify. */
  pasted: string;
  asked: string;
  draft: string;
  checked: CitationsAnswer | null;
}

export const FIRST_OPTIONS: Options = {
  length: { unit: "words", value: 150 },
  mode: "extractive",
  order: "narrative",
  query: "",
};
