package io.deskloom.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Value;
import io.deskloom.model.AccessDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Actors;
import io.deskloom.ticket.Event;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final List<Event> EVENTS = List.of(
            new Event.FieldChanged(Seen.meta(1), "f_spend", Value.NULL, new Value.Money(Seen.SPEND, "CNY")),
            new Event.FieldChanged(Seen.meta(2), "f_phone", Value.NULL, Value.text(Seen.PHONE)),
            new Event.TitleChanged(Seen.meta(3), "", Seen.COMPLAINT),
            new Event.Commented(Seen.meta(4), false, Seen.COMPLAINT),
            new Event.Commented(Seen.meta(5), true, "between us"));

    @Test
    void changesOfWhatIsHiddenDidNotHappen() {
        List<TimelineEvent> seen = told(Seen.by(Actors.with("agent"), "review", "after_sales"));
        assertThat(seen).hasSize(4);
        assertThat(seen.toString()).doesNotContain("77777").doesNotContain("lifetime_spend");
    }

    @Test
    void changesOfWhatIsMaskedAreMasked() {
        List<TimelineEvent> seen = told(Seen.by(Actors.with("warehouse"), "inspect", "warehouse"));
        assertThat(seen.toString()).doesNotContain(Seen.PHONE).contains("138 •••• 5520");
    }

    @Test
    void whatTheCustomerWroteGoesWithTheComplaint() {
        List<TimelineEvent> seen = told(Seen.by(Actors.with("finance"), "refund", "finance"));
        assertThat(seen).extracting(TimelineEvent::kind).containsExactly("comment", "comment");
        assertThat(seen.getFirst().text()).isNull();
        assertThat(seen.toString()).doesNotContain(Seen.COMPLAINT).contains("between us");
    }

    @Test
    void internalNotesAreForThoseWhoMayReadThem() {
        Look look = Seen.by(Actors.with("agent"), "review", "after_sales");
        Look outsider = Look.at(look.ticket(), withoutVerb(look.type()), look.pinned(), look.actor(), look.moment());
        assertThat(told(look).toString()).contains("between us");
        assertThat(told(outsider)).filteredOn(e -> e.kind().equals("comment")).hasSize(1);
        assertThat(told(outsider).toString()).doesNotContain("between us");
    }

    private static List<TimelineEvent> told(Look look) {
        Timeline timeline = new Timeline(look, Map.of(), io.deskloom.testing.Snapshots.demo());
        return EVENTS.stream().flatMap(e -> timeline.tell(e, false).stream()).toList();
    }

    /** The type as it would be if agents could not read internal notes. */
    private static TicketTypeDef withoutVerb(TicketTypeDef t) {
        Map<String, AccessDef.RoleGrant> roles = new HashMap<>(t.access().roles());
        Set<AccessDef.Verb> verbs = EnumSet.copyOf(roles.get("agent").verbs());
        verbs.remove(AccessDef.Verb.READ_INTERNAL);
        roles.put("agent", new AccessDef.RoleGrant(verbs, roles.get("agent").fields()));
        AccessDef access = new AccessDef(
                t.access().id(), roles, t.access().steps(), t.access().records());
        return TicketTypeDef.of(
                t.id(),
                t.key(),
                t.label(),
                t.plural(),
                t.prefix(),
                t.icon(),
                t.titleField(),
                t.classifyText(),
                t.fields(),
                t.forms(),
                t.flow(),
                access);
    }
}
