import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type DeliveryDetail, keys } from "@/api";
import { useFormats } from "@/fields";
import { ErrorState, formatDateTime, formatDecimal, problemText, SkeletonText, toast } from "@/ui";
import classes from "./integrations.module.css";
import { useOutsideNames } from "./names";
import { problemSentence, ResultPill } from "./parts";

/** JSON as people read it; anything else, or what was cut, as it is. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** One attempt: what was sent, what came back, the others of the same, and once more. */
export function DeliveryPanel({ id, onOther }: { id: string; onOther: (id: string) => void }) {
  const detail = useQuery({ queryKey: keys.delivery(id), queryFn: () => api.delivery(id) });
  if (detail.isPending) return <SkeletonText lines={6} />;
  if (detail.isError) return <ErrorState problem={detail.error} onRetry={() => void detail.refetch()} />;
  return <Shown detail={detail.data} onOther={onOther} />;
}

function Shown({ detail, onOther }: { detail: DeliveryDetail; onOther: (id: string) => void }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const queries = useQueryClient();
  const [sending, setSending] = useState(false);
  const { attempt } = detail;
  const names = useOutsideNames();
  const operation = names.operation(attempt.kind, attempt.target, attempt.operation);
  const again = async () => {
    setSending(true);
    try {
      const next = await api.replayDelivery(attempt.id);
      queries.setQueryData(keys.delivery(next.attempt.id), next);
      void queries.invalidateQueries({ queryKey: keys.allDeliveries });
      const said = t("deliveries:replayed", { result: t(`deliveries:result.${next.attempt.result}`) });
      if (next.attempt.result === "delivered") toast.done(said);
      else toast.failed(said);
      onOther(next.attempt.id);
    } catch (problem) {
      toast.failed(problemText(t, problem).title);
    } finally {
      setSending(false);
    }
  };
  const facts: [string, React.ReactNode][] = [
    [t("deliveries:to"), [names.target(attempt.kind, attempt.target), operation].filter(Boolean).join(" · ")],
    [t("deliveries:by"), t(`deliveries:cause.${attempt.cause}`)],
    [
      t("deliveries:at"),
      `${formatDateTime(attempt.at, language, zone)} · ${t("deliveries:took", { ms: formatDecimal(attempt.durationMs, language) })}`,
    ],
    [t("deliveries:id"), <code key="id">{attempt.delivery}</code>],
  ];
  if (attempt.ticket)
    facts.splice(1, 0, [
      t("deliveries:ticket"),
      <Link key="ticket" to="/t/$id" params={{ id: attempt.ticket.id }}>
        {attempt.ticket.number}
      </Link>,
    ]);
  if (attempt.destination)
    facts.push([t("deliveries:destination"), `${attempt.method} ${attempt.destination}`]);
  if (attempt.status != null)
    facts.push([t("deliveries:status"), t("deliveries:http", { status: attempt.status })]);
  return (
    <div className={classes.detail}>
      <div className={classes.verdict}>
        <ResultPill result={attempt.result} />
        {detail.replayable && (
          <Button
            variant="filled"
            aria-busy={sending}
            disabled={sending}
            title={t("deliveries:replayHint")}
            leftSection={<IconRefresh size={14} stroke={1.7} />}
            onClick={() => void again()}
          >
            {t("deliveries:replay")}
          </Button>
        )}
      </div>
      {attempt.problem && (
        <p className={classes.wrong} data-result={attempt.result}>
          {problemSentence(t, attempt.problem)}
          {attempt.problem === "not-configured" && (
            <>
              {" "}
              <Link to="/admin/integrations">{t("deliveries:toSecrets")}</Link>
            </>
          )}
        </p>
      )}
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      <Content
        title={t("deliveries:request")}
        text={detail.request}
        otherwise={t(detail.withheld ? "deliveries:withheld" : "deliveries:nothingSent")}
      />
      <Content
        title={t("deliveries:response")}
        text={detail.response}
        otherwise={t(detail.withheld ? "deliveries:withheld" : "deliveries:nothingBack")}
      />
      {detail.attempts.length > 1 && (
        <section className={classes.part}>
          <h3>{t("deliveries:attempts")}</h3>
          <ol className={classes.attempts}>
            {detail.attempts.map((each) => (
              <li key={each.id}>
                <ResultPill result={each.result} />
                <span className={classes.meta}>
                  {formatDateTime(each.at, language, zone)} · {t(`deliveries:cause.${each.cause}`)}
                  {each.status != null && ` · ${t("deliveries:http", { status: each.status })}`}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Content({
  title,
  text,
  otherwise,
}: {
  title: string;
  text: string | null | undefined;
  otherwise: string;
}) {
  return (
    <section className={classes.part}>
      <h3>{title}</h3>
      {text ? (
        // Long: with the keyboard, too, one must be able to read to its end.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be focused
        <pre className={classes.code} tabIndex={0} role="region" aria-label={title}>
          {readable(text)}
        </pre>
      ) : (
        <p className={classes.hint}>{otherwise}</p>
      )}
    </section>
  );
}
