import type { Me, RecordDetail } from "@/api";
import type { Fact } from "@/forms";

const text = (value: string | null | undefined): Fact => ({ kind: "text", value: value ?? null });

/** What conditions of a record's form may ask beyond the fields. */
export function factsOfRecord(detail: RecordDetail | null, me: Me): Record<string, Fact> {
  return {
    "record.id": text(detail?.id),
    "record.title": text(detail?.title),
    "record.source": text(detail?.source),
    "record.external_id": text(detail?.externalId),
    "record.created": { kind: "date_time", value: detail?.createdAt ?? null },
    "record.updated": { kind: "date_time", value: detail?.updatedAt ?? null },
    actor: text(me.id),
    "actor.roles": { kind: "multi", value: me.roles },
    "actor.teams": { kind: "multi", value: me.teams },
  };
}
