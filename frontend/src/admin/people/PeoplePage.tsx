import { Button, Drawer, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { api, keys, type StaffMember, useMe, useTeams } from "@/api";
import { useFormats } from "@/fields";
import {
  Avatar,
  Card,
  EmptyState,
  ErrorState,
  formatDay,
  Page,
  Pill,
  PresenceDot,
  SkeletonRows,
  useLabel,
  useSlow,
} from "@/ui";
import { Absences } from "./Absences";
import { ProfileForm } from "./ProfileForm";
import classes from "./people.module.css";

const route = getRouteApi("/shell/admin/people");
const SHOWN = 4;

/** What people can do, when they work, and when they are away. */
export function PeoplePage() {
  const { t } = useTranslation();
  const me = useMe();
  const allowed = can(me, "staff.manage");
  const navigate = useNavigate();
  const { person: open } = route.useSearch();
  const people = useQuery({
    queryKey: keys.people,
    queryFn: ({ signal }) => api.people(signal),
    enabled: allowed,
  });
  const slow = useSlow(people.isPending);
  const [text, setText] = useState("");
  const chosen = people.data?.find((each) => each.id === open);
  const shown = (people.data ?? []).filter((each) =>
    [each.name, each.login, ...Object.keys(each.skills)]
      .join(" ")
      .toLowerCase()
      .includes(text.trim().toLowerCase()),
  );
  const show = (person?: string) => void navigate({ to: "/admin/people", search: person ? { person } : {} });
  if (!allowed)
    return (
      <Page title={t("routing:people.title")}>
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
  const content = () => {
    if (people.isError) return <ErrorState problem={people.error} onRetry={() => void people.refetch()} />;
    if (people.isPending) return slow ? <SkeletonRows rows={6} height={48} /> : null;
    if (people.data.length === 0) return <EmptyState title={t("routing:people.empty.title")} />;
    if (shown.length === 0) return <EmptyState title={t("routing:people.none")} />;
    return (
      <ul className={classes.list}>
        {shown.map((each) => (
          <Member key={each.id} member={each} onOpen={() => show(each.id)} />
        ))}
      </ul>
    );
  };
  return (
    <Page title={t("routing:people.title")} note={people.data && String(people.data.length)}>
      <TextInput
        className={classes.search as string}
        leftSection={<IconSearch size={16} stroke={1.7} />}
        aria-label={t("routing:people.search")}
        placeholder={t("routing:people.search")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Card title={t("accounts:people")}>{content()}</Card>
      <Drawer
        opened={chosen !== undefined}
        onClose={() => show()}
        position="right"
        size={480}
        title={chosen?.name}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {chosen && (
          <>
            <ProfileForm key={chosen.id} person={chosen} onDone={() => show()} />
            <Absences key={`${chosen.id}-away`} person={chosen} people={people.data ?? []} />
          </>
        )}
      </Drawer>
    </Page>
  );
}

function Member({ member, onOpen }: { member: StaffMember; onOpen: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = useFormats();
  const teams = useTeams().data ?? [];
  const skills = Object.entries(member.skills).sort((a, b) => b[1] - a[1]);
  return (
    <li>
      <button type="button" className={classes.item} onClick={onOpen}>
        <Avatar id={member.id} name={member.name} size={28} label={false} />
        <span className={classes.who}>
          <b>{member.name}</b>
          <span>
            {member.teams
              .map((key) => label(teams.find((team) => team.key === key)?.label ?? key))
              .join(", ") || member.login}
          </span>
        </span>
        <span className={classes.state}>
          <PresenceDot state={member.presence} />
          {t(`routing:presence.${member.presence}`)}
          {member.absentUntil && (
            <Pill small tone="warn">
              {t("routing:board.absent", { day: formatDay(member.absentUntil.slice(0, 10), language) })}
            </Pill>
          )}
          {!member.absentUntil && !member.onShift && <Pill small>{t("routing:board.off_shift")}</Pill>}
        </span>
        <span className={classes.pills}>
          {skills.slice(0, SHOWN).map(([skill, weight]) => (
            <Pill key={skill}>
              {skill} <span className="num">{weight}</span>
            </Pill>
          ))}
          {skills.length > SHOWN && <Pill>{t("routing:board.more", { count: skills.length - SHOWN })}</Pill>}
        </span>
        <span className={classes.load}>
          {member.capacity == null
            ? t("routing:people.holds", { load: member.load })
            : t("routing:board.load", { load: member.load, capacity: member.capacity })}
        </span>
      </button>
    </li>
  );
}
