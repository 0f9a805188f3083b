import { Button, Drawer, Select } from "@mantine/core";
import { IconPlugConnected, IconSend } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { api, type Delivery, keys, useMe } from "@/api";
import { useFormats } from "@/fields";
import { Card, EmptyState, ErrorState, formatDateTime, Page, SkeletonRows, useLabel } from "@/ui";
import { DeliveryPanel } from "./DeliveryPanel";
import classes from "./integrations.module.css";
import { useOutsideNames } from "./names";
import { ResultPill } from "./parts";

const route = getRouteApi("/shell/admin/deliveries");
const RESULTS = ["delivered", "failed", "refused", "unsent"] as const;

/** What was sent outside, attempt by attempt. */
export function DeliveriesPage() {
  const { t } = useTranslation();
  const me = useMe();
  const allowed = can(me, "integrations.manage");
  const navigate = useNavigate();
  const { delivery, ...filter } = route.useSearch();
  const pages = useInfiniteQuery({
    queryKey: keys.deliveries(filter),
    queryFn: ({ pageParam, signal }) =>
      api.deliveries({ ...filter, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: allowed,
    // What is sent comes in while somebody waits for it.
    refetchInterval: 5_000,
  });
  const found = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = Object.keys(filter).length > 0;
  const show = (id?: string) =>
    void navigate({ to: "/admin/deliveries", search: { ...filter, ...(id ? { delivery: id } : {}) } });

  if (!allowed) {
    return (
      <Page title={t("deliveries:title")}>
        <ErrorState
          problem={{ code: "forbidden", status: 403 }}
          action={
            <Button component={Link} to="/list">
              {t("shell:notFound.action")}
            </Button>
          }
        />
      </Page>
    );
  }
  return (
    <Page
      title={t("deliveries:title")}
      note={t("deliveries:note")}
      actions={
        <Button
          component={Link}
          to="/admin/integrations"
          leftSection={<IconPlugConnected size={14} stroke={1.7} />}
        >
          {t("integrations:title")}
        </Button>
      }
    >
      <Filters />
      <Card title={t("deliveries:list")} note={t("deliveries:listNote")}>
        {pages.isPending ? (
          <SkeletonRows rows={6} height={52} />
        ) : pages.isError ? (
          <ErrorState problem={pages.error} onRetry={() => void pages.refetch()} />
        ) : found.length === 0 ? (
          <EmptyState
            icon={<IconSend size={24} stroke={1.6} aria-hidden />}
            title={t(narrowed ? "deliveries:noneSuch" : "deliveries:none")}
            {...(narrowed
              ? {
                  action: (
                    <Button renderRoot={(props) => <Link to="/admin/deliveries" search={{}} {...props} />}>
                      {t("deliveries:all")}
                    </Button>
                  ),
                }
              : { hint: t("deliveries:noneHint") })}
          />
        ) : (
          <ul className={classes.list}>
            {found.map((each) => (
              <li key={each.id}>
                <button type="button" className={classes.item} onClick={() => show(each.id)}>
                  <DeliveryLine delivery={each} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {pages.hasNextPage && (
        <div className={classes.more}>
          <Button aria-busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("deliveries:more")}
          </Button>
        </div>
      )}
      <Drawer
        opened={delivery !== undefined}
        onClose={() => show()}
        position="right"
        size={560}
        title={t("deliveries:one")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {delivery && <DeliveryPanel key={delivery} id={delivery} onOther={show} />}
      </Drawer>
    </Page>
  );
}

function Filters() {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const { delivery: _, ...filter } = route.useSearch();
  const integrations = useQuery({ queryKey: keys.integrations, queryFn: api.integrations });
  const targets = [
    ...(integrations.data?.webhooks ?? []).map((each) => ({
      value: `webhook ${each.key}`,
      label: label(each.label),
    })),
    ...(integrations.data?.connectors ?? []).map((each) => ({
      value: `connector ${each.key}`,
      label: label(each.label),
    })),
  ];
  return (
    <div className={classes.filters}>
      <Select
        label={t("deliveries:to")}
        placeholder={t("deliveries:everybody")}
        data={targets}
        value={filter.kind && filter.target ? `${filter.kind} ${filter.target}` : null}
        clearable
        clearButtonProps={{ "aria-label": t("deliveries:everybody") }}
        onChange={(value) => {
          const [kind, target] = value?.split(" ") ?? [];
          void navigate({
            to: "/admin/deliveries",
            search: {
              ...(filter.result ? { result: filter.result } : {}),
              ...(target ? { kind: kind as "webhook" | "connector", target } : {}),
            },
          });
        }}
      />
      <Select
        label={t("deliveries:resultLabel")}
        placeholder={t("deliveries:everyResult")}
        data={RESULTS.map((result) => ({ value: result, label: t(`deliveries:result.${result}`) }))}
        value={filter.result ?? null}
        clearable
        clearButtonProps={{ "aria-label": t("deliveries:everyResult") }}
        onChange={(value) => {
          const { result: _before, ...rest } = filter;
          const result = RESULTS.find((each) => each === value);
          void navigate({ to: "/admin/deliveries", search: { ...rest, ...(result ? { result } : {}) } });
        }}
      />
    </div>
  );
}

/** One attempt in a list: to whom, of what, when, and what became of it. */
function DeliveryLine({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const names = useOutsideNames();
  const operation =
    delivery.cause === "test"
      ? t("deliveries:cause.test")
      : names.operation(delivery.kind, delivery.target, delivery.operation);
  return (
    <>
      <span className={classes.name}>
        <b>{[names.target(delivery.kind, delivery.target), operation].filter(Boolean).join(" · ")}</b>
        <span className={classes.meta}>
          {[
            delivery.ticket?.number,
            delivery.cause === "replay" && t("deliveries:cause.replay"),
            delivery.destination,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <span className={classes.meta}>{formatDateTime(delivery.at, language, zone)}</span>
      <ResultPill result={delivery.result} />
      <span className={classes.took}>
        {delivery.status != null && t("deliveries:http", { status: delivery.status })}
      </span>
    </>
  );
}
