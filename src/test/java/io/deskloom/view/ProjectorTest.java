package io.deskloom.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.testing.Actors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProjectorTest {
    @Test
    void aHiddenFieldIsNowhere() {
        TicketDetail detail = Projector.detail(
                Seen.by(Actors.with("agent"), "review", "after_sales"), Map.of(), Seen.DEMO, _ -> Optional.empty());
        assertThat(detail.fields()).containsKey("contact").doesNotContainKey("lifetime_spend");
        assertThat(detail.toString()).doesNotContain("77777").doesNotContain("lifetime_spend");
        assertThat(Projector.row(Seen.by(Actors.with("supervisor"), "review", "after_sales"), Map.of())
                        .toString())
                .contains("77777");
    }

    @Test
    void aMaskedFieldIsItsMask() {
        TicketRow row = Projector.row(Seen.by(Actors.with("warehouse"), "inspect", "warehouse"), Map.of());
        assertThat(row.fields()).containsEntry("contact", Map.of("masked", "138 •••• 5520"));
        assertThat(row.toString()).doesNotContain(Seen.PHONE);
    }

    @Test
    void theTitleGoesWithTheComplaint() {
        TicketDetail detail = Projector.detail(
                Seen.by(Actors.with("finance"), "refund", "finance"), Map.of(), Seen.DEMO, _ -> Optional.empty());
        assertThat(detail.title()).isNull();
        assertThat(detail.toString()).doesNotContain(Seen.COMPLAINT);
    }

    @Test
    void aTicketOutOfScopeIsNotThere() {
        TicketReads reads = Seen.reads(Seen.queries(Seen.ticket("review", "vip_desk"), List.of(), null));
        for (String role : List.of("agent", "warehouse", "finance")) {
            assertThat(reads.ticket(Actors.with(role), Seen.DEMO, Seen.ID, Seen.NOON)
                            .isOk())
                    .as(role)
                    .isFalse();
            assertThat(reads.events(Actors.with(role), Seen.DEMO, Seen.ID, null, null, Seen.NOON)
                            .isOk())
                    .as(role)
                    .isFalse();
        }
        assertThat(reads.ticket(Actors.with("supervisor"), Seen.DEMO, Seen.ID, Seen.NOON)
                        .isOk())
                .isTrue();
    }
}
