// A front end on the types of openapi-typescript: it compiles only while the document says what is always answered.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/schema";

type Schemas = components["schemas"];
type HomeBlock = Schemas["Home"]["body"][number];

const client = createClient<paths>({ baseUrl: "https://www.example.org/api/v1" });

function heading(block: HomeBlock): string {
  switch (block.type) {
    case "featured":
      return block.cards.map((card) => card.title).join(", ");
    case "figures":
      return block.figures.map((figure) => `${figure.number} ${figure.label}`).join(", ");
    case "people":
      return block.people.map((person) => `${person.given_name} ${person.family_name}`).join(", ");
    case "quote":
      return block.quote;
    case "rich_text":
      return block.text;
    case "table":
      return block.rows.map((row) => row.map((cell) => (cell.type === "number" ? `${cell.number ?? ""}` : cell.text))).join("\n");
    default:
      return block.id;
  }
}

export async function home(): Promise<string[]> {
  const { data, error } = await client.GET("/home", { params: { query: { locale: "fr", include: "layout" } } });
  if (error) throw new Error(error.title);
  return [data.title.toUpperCase(), data.hero_image?.srcset ?? "", ...data.body.map(heading)];
}

export async function screen(path: string): Promise<string> {
  const { data } = await client.GET("/resolve", { params: { query: { path, include: "layout" } } });
  if (!data) return "not found";
  switch (data.kind) {
    case "redirect":
      return data.target;
    case "view":
      return data.api_url;
    case "page":
      switch (data.page.type) {
        case "person":
          return data.page.publications.map((work) => work.full_title).join("\n");
        case "publication":
          return data.page.citations.map((citation) => citation.text).join("\n");
        case "directory":
          return data.page.people_url;
        default:
          return data.page.breadcrumbs.map((crumb) => crumb.title).join(" / ");
      }
  }
}

// Without `fields`, an answer is whole.
function whole(list: Schemas["PublicationList"] | Schemas["SparsePublicationList"]): Schemas["PublicationList"] {
  return list as Schemas["PublicationList"];
}

export async function publications(topic: string): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor ? { topic, limit: 100, cursor } : { topic, limit: 100 };
    const { data } = await client.GET("/publications", { params: { query } });
    if (!data) break;
    const page = whole(data);
    for (const work of page.items) {
      found.push(`${work.authors.map((author) => author.name).join(", ")}: ${work.title} (${work.year ?? "n.d."})`);
    }
    cursor = page.next ? (new URL(page.next).searchParams.get("cursor") ?? undefined) : undefined;
  } while (cursor);
  return found;
}

export async function names(): Promise<string[]> {
  const { data } = await client.GET("/people", { params: { query: { fields: "position" } } });
  // What `fields` did not name may be missing; what a list always has is there.
  return data ? data.items.map((person) => `${person.title} ${person.position ?? ""}`) : [];
}

export async function changed(since: string): Promise<string> {
  const { data } = await client.GET("/changes", { params: { query: { since } } });
  return data?.items.map((item) => item.api_url ?? item.kind).join("\n") ?? "";
}
