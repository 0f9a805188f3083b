package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.CalendarDef.Shift;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.SlaDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.rules.SafeDrl;
import io.deskloom.testing.Snapshots;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calendars and service levels as files: what they mean, and what is wrong with them, in both languages. */
class SlaReaderTest {
    private static final String CALENDAR = """
            id: cal_c
            key: c
            label: {en: C, zh: C}
            zone: Europe/Berlin
            week:
              mon: ["13:30-18:00", "09:00-12:00"]
              sun: ["22:00-06:00"]
            holidays:
              - {date: 2026-12-25, until: 2026-12-26, label: {en: Christmas, zh: 圣诞节}}
            workdays:
              - {date: 2026-12-27, like: mon}
              - {date: 2026-12-28, shifts: ["10:00-12:00"], label: {en: Stock-taking, zh: 盘点}}
            """;

    private static final String SLA = """
            id: sla_s
            key: s
            label: {en: S, zh: S}
            types: [return_refund, exchange]
            calendar: c
            when: ticket.priority == "high"
            order: 7
            clocks:
              - clock: first_response
                within: PT30M
                at:
                  - {percent: 80, do: [setPriority: urgent]}
                  - {before: PT10M, do: [notify: {to: [team], text: {en: soon, zh: 快}}]}
              - {clock: resolve, within: P2D, calendar: always}
              - {clock: step, step: review, within: PT4H}
              - clock: custom
                key: refund
                label: {en: Money back, zh: 退款}
                within: PT8H
                start: ticket.team == "finance"
                stop: ticket.priority == "low"
                at:
                  - {after: PT1H, do: [assignTeam: vip_desk]}
            pauseIn: {steps: [inspect], statuses: [waiting]}
            pauseWhen:
              - {when: ticket.team == "warehouse", reason: {en: The warehouse looks, zh: 仓库核查中}}
            """;

    private static ReadOutcome read(String calendar, String sla, Map<String, String> more) {
        List<SourceFile> all = new ArrayList<>(Snapshots.demoFiles());
        all.add(new SourceFile("calendars/c.yaml", calendar));
        all.add(new SourceFile("slas/s.yaml", sla));
        more.forEach((path, text) -> all.add(new SourceFile(path, text)));
        return MetadataReader.read(all, new SafeDrl());
    }

    private static MetadataSnapshot read() {
        return read(CALENDAR, SLA, Map.of()).orThrow();
    }

    @Test
    void aCalendarMeansItsShifts() {
        CalendarDef calendar = read().serviceLevels().calendar("c").orElseThrow();
        assertThat(calendar.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(calendar.week())
                .containsOnlyKeys(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)
                .containsEntry(DayOfWeek.MONDAY, List.of(Shift.of("09:00-12:00"), Shift.of("13:30-18:00")));
        assertThat(calendar.on(LocalDate.parse("2026-12-25"))).isEmpty();
        assertThat(calendar.holidays()).containsEntry(LocalDate.parse("2026-12-26"), Label.of("Christmas", "圣诞节"));
        assertThat(calendar.on(LocalDate.parse("2026-12-27")))
                .as("a Sunday like a Monday")
                .hasSize(2);
        assertThat(calendar.on(LocalDate.parse("2026-12-28"))).containsExactly(Shift.of("10:00-12:00"));
        assertThat(calendar.on(LocalDate.parse("2026-12-29"))).as("a Tuesday").isEmpty();
    }

    @Test
    void aServiceLevelMeansItsClocks() {
        SlaDef sla = read().serviceLevels().policy("s").orElseThrow();
        assertThat(sla.types()).containsExactly("exchange", "return_refund");
        assertThat(sla.order()).isEqualTo(7);
        assertThat(sla.clocks())
                .extracting(SlaDef.ClockDef::key)
                .containsExactly("first_response", "resolve", "step.review", "refund");
        assertThat(sla.clock("first_response").orElseThrow().at())
                .as("the shortest first")
                .containsExactly(new SlaDef.At.Before(Duration.ofMinutes(10)), new SlaDef.At.Percent(80));
        assertThat(sla.clock("resolve").orElseThrow().within()).isEqualTo(Duration.ofHours(48));
        assertThat(sla.calendarOf(sla.clock("resolve").orElseThrow())).isEqualTo("always");
        assertThat(sla.calendarOf(sla.clock("refund").orElseThrow())).isEqualTo("c");
        assertThat(sla.pause().steps()).containsExactly("inspect");
        assertThat(sla.pause().statuses()).containsExactly(StatusCategory.WAITING);
        assertThat(sla.pause().when())
                .extracting(SlaDef.Reason::reason)
                .containsExactly(Label.of("The warehouse looks", "仓库核查中"));
    }

    @Test
    void whatIsToBeDoneIsARuleOfEachType() {
        List<RuleDef> rules = read().rules().stream()
                .filter(r -> r.timing() instanceof RuleDef.Timing.OfClock of
                        && of.policy().equals("s"))
                .toList();
        assertThat(rules)
                .extracting(RuleDef::id)
                .containsExactlyInAnyOrder(
                        "sla_s.exchange.first_response.p80",
                        "sla_s.exchange.first_response.b600",
                        "sla_s.exchange.refund.a3600",
                        "sla_s.return_refund.first_response.p80",
                        "sla_s.return_refund.first_response.b600",
                        "sla_s.return_refund.refund.a3600");
        assertThat(rules).extracting(RuleDef::key).contains("s_first_response_p80", "s_refund_a3600");
        assertThat(rules)
                .filteredOn(r -> r.key().equals("s_first_response_p80"))
                .first()
                .satisfies(r -> {
                    assertThat(r.label().in("en")).isEqualTo("S · First response · 80%");
                    assertThat(r.then()).singleElement().isInstanceOf(RuleDef.IntentDef.SetPriority.class);
                });
    }

    @Test
    void rulesMayAskAboutItsClocks() {
        String trigger = """
                id: tr_t
                key: t
                label: {en: T, zh: T}
                type: %s
                on: [updated]
                when: sla.first_response.breached && sla.refund.state == "paused" && sla.step.review.due > now()
                do: [setPriority: urgent]
                """;
        assertThat(read(CALENDAR, SLA, Map.of("triggers/t.yaml", trigger.formatted("exchange")))
                        .problems())
                .isEmpty();
        assertThat(read(CALENDAR, SLA, Map.of("triggers/t.yaml", trigger.formatted("repair")))
                        .problems())
                .as("it has other service levels")
                .isNotEmpty();
    }

    @Test
    void thereAndBackChangesNothing() {
        ReadOutcome once = read(CALENDAR, SLA, Map.of());
        ReadOutcome again = read(CALENDAR + "\n# a remark\n", SLA, Map.of());
        assertThat(again.orThrow().release()).isEqualTo(once.orThrow().release());
        assertThat(Difference.between(
                        List.of(new SourceFile("slas/s.yaml", SLA)),
                        List.of(new SourceFile("slas/s.yaml", SLA.replace("PT30M", "PT20M")))))
                .singleElement()
                .satisfies(d -> assertThat(d.kind()).isEqualTo("sla"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zone: Europe/Berlin                | zone: Europe/Berlim              | calendar.zone       | /zone
            "09:00-12:00"                      | "09:00-14:00"                    | calendar.overlap    | /week/mon
            "22:00-06:00"                      | "22:00-09:30"                    | calendar.overlap    | /week/sun
            "22:00-06:00"                      | "22:00-25:00"                    | schema.pattern      | /week/sun/0
            2026-12-25, until: 2026-12-26      | 2026-12-25, until: 2026-12-24    | calendar.until      | /holidays/0/until
            2026-12-25, until: 2026-12-26      | 2026-02-30                       | calendar.date       | /holidays/0/date
            2026-12-28, shifts                 | 2026-12-27, shifts               | calendar.twice      | /workdays/1/date
            {date: 2026-12-27, like: mon}      | {date: 2026-12-27}               | *                   | /workdays/0
            label: {en: Christmas, zh: 圣诞节}   | label: {zh: 圣诞节}                | label.language      | /holidays/0/label
            """)
    void wrongCalendars(String right, String wrong, String code, String pointer) {
        assertThat(CALENDAR).contains(right);
        assertProblem(read(CALENDAR.replace(right, wrong), SLA, Map.of()), code, pointer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [return_refund, exchange]        | [return_refund, exchang]                 | reference.type     | /types/1
            calendar: c                      | calendar: d                              | reference.calendar | /calendar
            calendar: always                 | calendar: alway                          | reference.calendar | /clocks/1/calendar
            ticket.priority == "high"        | ticket.created < now()                   | sla.now            | /when
            ticket.priority == "high"        | actor == null                            | *                  | /when
            ticket.priority == "high"        | order.paid != null                       | *                  | /when
            within: PT30M                    | within: half an hour                     | sla.duration       | /clocks/0/within
            within: P2D                      | within: P2000D                           | sla.duration       | /clocks/1/within
            within: P2D                      | within: PT1S                             | sla.duration       | /clocks/1/within
            before: PT10M                    | before: PT30M                            | sla.before         | /clocks/0/at/1/before
            before: PT10M                    | before: PT6M                             | sla.same_time      | /clocks/0/at/1
            step: review                     | step: reviev                             | reference.step     | /clocks/2/step
            step: review                     | step: inspect                            | sla.paused_step    | /clocks/2/step
            steps: [inspect]                 | steps: [inspec]                          | reference.step     | /pauseIn/steps/0
            clock: resolve                   | clock: first_response                    | sla.twice          | /clocks/1/clock
            key: refund                      | key: resolve                             | sla.reserved       | /clocks/3/key
            ticket.team == "warehouse"       | ticket.team = "warehouse"                | *                  | /pauseWhen/0/when
            do: [setPriority: urgent]        | do: [refuse: {message: {en: N, zh: N}}]  | trigger.refuse_after | /clocks/0/at/0/do/0/refuse
            do: [assignTeam: vip_desk]       | do: [assignTeam: vip_des]                | reference.team     | /clocks/3/at/0/do/0/assignTeam
            percent: 80                      | percent: 0                               | schema.range       | /clocks/0/at/0/percent
            """)
    void wrongServiceLevels(String right, String wrong, String code, String pointer) {
        assertThat(SLA).contains(right);
        assertProblem(read(CALENDAR, SLA.replace(right, wrong), Map.of()), code, pointer);
    }

    @Test
    void idsAndNamesAreUnique() {
        assertProblem(read(CALENDAR, SLA.replace("sla_s", "sla_urgent"), Map.of()), "id.duplicate", "/id");
        assertProblem(read(CALENDAR.replace("cal_c", "cal_always"), SLA, Map.of()), "id.duplicate", "/id");
        assertProblem(read(CALENDAR, SLA.replace("key: s\n", "key: t\n"), Map.of()), "file.name", "/key");
    }

    private static void assertProblem(ReadOutcome outcome, String code, String pointer) {
        assertThat(outcome.problems()).as("problems").anySatisfy(p -> {
            assertThat(p.pointer()).isEqualTo(pointer);
            if (!code.equals("*")) {
                assertThat(p.code()).isEqualTo(code);
            }
            Problem.Source source = Objects.requireNonNull(p.source());
            assertThat(source.line()).isPositive();
        });
        assertThat(outcome.problems())
                .allSatisfy(
                        p -> assertThat(ProblemWords.missing(p)).as(p.code()).isEmpty());
    }
}
