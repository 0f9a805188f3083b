import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type TimelineEvent, type TypeSchema } from "@/api";
import { problemText, SkeletonText, WhyCard } from "@/ui";
import { Explanation } from "@/why";

interface Props {
  readonly id: string;
  readonly ticket: string;
  readonly event: TimelineEvent;
  readonly schema: TypeSchema;
}

/** Why a rule did it: its condition as a sentence with the values that matched, and what did not run. */
export function WhySection({ id, ticket, event, schema }: Props) {
  const { t } = useTranslation();
  const why = useQuery({
    queryKey: ["why", ticket, event.id],
    queryFn: () => api.why(ticket, event.id),
    // What was decided then never changes; only one's rights to see it may.
    staleTime: 5 * 60_000,
  });
  if (why.error) return <WhyCard id={id}>{problemText(t, why.error).title}</WhyCard>;
  if (!why.data) {
    return (
      <WhyCard id={id}>
        <SkeletonText lines={2} />
      </WhyCard>
    );
  }
  return <Explanation id={id} why={why.data} by={event.by} schema={schema} />;
}
