// A front end on the client of hey-api: the same questions, in its own words.
import { home, listPublications, resolve } from "./generated/hey-api";
import { client } from "./generated/hey-api/client.gen";
import type { Home, PublicationList, WebhookEvent } from "./generated/hey-api";

client.setConfig({ baseUrl: "https://www.example.org/api/v1" });

function describe(block: Home["body"][number]): string {
  switch (block.type) {
    case "section":
      return `${block.heading} ${block.image?.alt ?? ""} ${block.link?.url ?? ""}`;
    case "latest_publications":
      return block.publications.map((work) => work.full_title).join("\n");
    case "accordion":
      return block.entries.map((entry) => entry.title).join("\n");
    default:
      return block.id;
  }
}

export async function homePage(): Promise<string[]> {
  const { data } = await home({ query: { locale: "en" } });
  return data ? [data.organisation_name, ...data.body.map(describe)] : [];
}

export async function title(path: string): Promise<string> {
  const { data, error } = await resolve({ query: { path } });
  if (!data) return error.title;
  switch (data.kind) {
    case "page":
      return data.page.search_title;
    case "view":
      return data.title;
    case "redirect":
      return data.target;
  }
}

export async function newest(): Promise<string[]> {
  const { data } = await listPublications({ query: { limit: 10, sort: "-published" } });
  // Without `fields`, an answer is whole.
  const list = data as PublicationList | undefined;
  return list ? list.items.map((work) => `${work.published} ${work.title} ${work.venue?.name ?? ""}`) : [];
}

export function receive(event: WebhookEvent): string {
  return `${event.type} ${event.data.id ?? ""} ${event.data.api_url ?? ""}`;
}
